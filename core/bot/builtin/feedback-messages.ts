import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { languageOf } from '../i18n/language-of.ts';
import type { OutgoingMessage } from '../outbox/outgoing-message.ts';
import { screenMessages } from '../outbox/screen-messages.ts';
import type { Language } from '../turn.ts';
import { ANSWER_FEEDBACK, CLOSE_FEEDBACK } from './action-ids.ts';
import { builtinTexts } from './builtin-texts.ts';
import type { Feedback, FeedbackAuthor } from './feedback-rows.ts';

/** A chat that hears of feedback. */
interface AdminChat {
  readonly id: number;
  readonly language: Language;
}

const languageRows = z.array(
  z.object({
    id: z.coerce.number().int(),
    language: z.enum(['en', 'ru']).nullable(),
    telegram_language: z.string().nullable(),
  }),
);

/** Groups, and admins whom no bot has met yet, are spoken to in English. */
export async function readAdmins(session: Queryable, chats: readonly string[]): Promise<AdminChat[]> {
  const ids = chats.map(Number);
  const { rows } = await session.query<Record<string, unknown>>(
    'select id, language, telegram_language from users where id = any($1::bigint[])',
    [ids],
  );
  const known = new Map(languageRows.parse(rows).map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = known.get(id);
    return { id, language: languageOf(row?.language ?? undefined, row?.telegram_language ?? undefined) };
  });
}

/** One message an admin's chat, with what can be done about it. */
export function tellAdmins(
  { id, bot, text, author }: Feedback,
  admins: readonly AdminChat[],
): OutgoingMessage[] {
  return admins.flatMap((admin) => {
    const t = builtinTexts.in(admin.language);
    const name = author?.name ?? t.plain('feedback.anonymous');
    return screenMessages(
      {
        bot,
        chatId: admin.id,
        userId: admin.id > 0 ? admin.id : undefined,
        key: `feedback:${id}:admin:${admin.id}`,
      },
      {
        text: t('feedback.new', { name, bot, text }),
        buttons: [
          [{ label: t.plain('button.answer'), call: { id: ANSWER_FEEDBACK, args: [id] } }],
          [{ label: t.plain('button.close'), call: { id: CLOSE_FEEDBACK, args: [id] } }],
        ],
      },
    );
  });
}

export function answerMessages(
  { id, bot, text }: Feedback,
  author: FeedbackAuthor,
  answer: string,
): OutgoingMessage[] {
  return screenMessages(
    { bot, chatId: author.id, userId: author.id, key: `feedback:${id}:answer` },
    { text: builtinTexts.in(author.language)('feedback.answered', { question: text, answer }) },
  );
}
