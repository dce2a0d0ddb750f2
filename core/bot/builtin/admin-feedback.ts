import * as z from 'zod';
import { formatAgo } from '../format/format-time.ts';
import { html } from '../html.ts';
import { shorten } from '../views/button-layout.ts';
import { listView } from '../views/list-view.ts';
import { ANSWER_FEEDBACK, CLOSE_FEEDBACK } from './action-ids.ts';
import type { Feedback } from './feedback-rows.ts';
import { action, type BuiltinTurn, command, flow } from './kit.ts';
import { refuseOthers } from './only-admins.ts';
import { pageButtons } from './page-buttons.ts';

const SNIPPET_CHARACTERS = 120;
const MAX_ANSWER_CHARACTERS = 2_000;

const feedbackId = z.string().regex(/^\d{1,18}$/);

export const feedbacks = command({ name: 'feedbacks', run: (turn) => showList(turn, '0') });

export const openFeedbackList = action('zfl', z.tuple([feedbackId]), showList);

async function showList(turn: BuiltinTurn, after: string): Promise<void> {
  if (refuseOthers(turn)) return;
  const { t, user } = turn;
  const { items, next } = await turn.services.listOpenFeedback(turn.bot, after);
  const numbers = new Map(items.map(({ id }, index) => [id, String(index + 1)]));
  turn.show(
    listView({
      language: user.language,
      title: html`<b>${t('admin.feedbackTitle')}</b>`,
      items,
      empty: t('admin.feedbackNone'),
      line: (item) =>
        html`<b>${numbers.get(item.id) ?? ''}.</b> ${heading(turn, item)}\n${shorten(item.text, SNIPPET_CHARACTERS)}`,
      button: ({ id }) => ({ label: numbers.get(id) ?? '', call: open.with(id) }),
      next: next === undefined ? undefined : openFeedbackList.with(next),
      below: pageButtons(turn, after === '0' ? undefined : openFeedbackList.with('0'), BACK_TO_ADMIN),
    }),
  );
}

/** By its id: the figures and this list open each other. */
const BACK_TO_ADMIN = { id: 'zadm', args: [] };

function heading({ t, now, user }: BuiltinTurn, { author, createdAt }: Feedback): string {
  return `${author?.name ?? t.plain('feedback.anonymous')}, ${formatAgo(createdAt, now, user.language)}`;
}

const open = action('zfo', z.tuple([feedbackId]), async (turn, id) => {
  const item = await openOf(turn, id);
  if (item === undefined) return;
  const { t } = turn;
  turn.show({
    text: html`<b>${heading(turn, item)}</b>\n\n${item.text}`,
    buttons: [
      [
        ...(item.author === undefined ? [] : [{ label: t.plain('button.answer'), call: answer.with(id) }]),
        { label: t.plain('button.close'), call: close.with(id) },
      ],
      [{ label: t.plain('button.back'), call: openFeedbackList.with('0') }],
    ],
  });
});

/** @returns `undefined` when the person may not, or there is nothing to do about it any more; they were told */
async function openOf(turn: BuiltinTurn, id: string): Promise<Feedback | undefined> {
  if (refuseOthers(turn)) return undefined;
  const item = await turn.services.readFeedback(turn.bot, id);
  if (item?.isOpen === true) return item;
  turn.notice(turn.t.plain(item === undefined ? 'admin.feedbackGone' : 'admin.feedbackClosed'));
  return undefined;
}

const answerFlow = flow({
  id: 'zanswer',
  answers: z.object({ id: feedbackId, name: z.string(), question: z.string(), text: z.string() }),
  steps: [
    {
      name: 'text',
      kind: 'text',
      ask: (turn, { name = '', question = '' }) => turn.t('admin.answerAsk', { name, question }),
      label: 'admin.answerLabel',
      max: MAX_ANSWER_CHARACTERS,
      isMultiline: true,
    },
  ],
  async commit(turn, { id, name, text }) {
    // The flow may have been open since before the person was an admin no more.
    if (refuseOthers(turn)) return;
    const before = await turn.services.readFeedback(turn.bot, id);
    const result = await turn.services.closeFeedback(turn.bot, id, turn.user.id, text);
    const { t } = turn;
    switch (result) {
      case 'closed-before':
        turn.send({ text: t('admin.feedbackClosed') });
        return;
      case 'nobody':
        turn.send({ text: t('admin.answerNobody') });
        return;
      case 'done':
        await turn.audit({ action: 'feedback.answer', outcome: 'done', subject: { feedbackId: id } });
        turn.send({
          text:
            before?.author?.isUnreachable === true
              ? t('admin.answerUnreachable', { name })
              : t('admin.answerSent'),
        });
    }
  },
});

const answer = action(ANSWER_FEEDBACK, z.tuple([feedbackId]), async (turn, id) => {
  const item = await openOf(turn, id);
  if (item === undefined) return;
  if (item.author === undefined) {
    turn.notice(turn.t.plain('admin.answerNobody'));
    return;
  }
  await turn.start(answerFlow, {
    id,
    name: item.author.name,
    question: shorten(item.text, SNIPPET_CHARACTERS * 3),
  });
});

const close = action(CLOSE_FEEDBACK, z.tuple([feedbackId]), async (turn, id) => {
  const item = await openOf(turn, id);
  if (item === undefined) return;
  await turn.services.closeFeedback(turn.bot, id, turn.user.id, undefined);
  await turn.audit({ action: 'feedback.close', outcome: 'done', subject: { feedbackId: id } });
  turn.notice(turn.t.plain('admin.closed'));
  await showList(turn, '0');
});

export const adminFeedbackFlows = [answerFlow];
export const adminFeedbackActions = [openFeedbackList, open, answer, close];
