import type { ActionCall } from '../action.ts';
import type { Html } from '../html.ts';
import type { Button, Screen } from '../screen.ts';
import { MAX_MESSAGE_UNITS, splitHtml } from '../views/split-html.ts';
import { type CollectedReplies, MAX_TOAST_CHARACTERS, type Said } from './collect-replies.ts';
import type { MessageReply, Reply } from './reply.ts';

/** https://core.telegram.org/bots/api#senddocument */
const MAX_CAPTION_CHARACTERS = 1_024;

export interface RenderSettings {
  /** Of the tap that is answered. */
  readonly queryId: string | undefined;
  /** What the person wrote. */
  readonly incomingMessageId: number | undefined;
  /** Makes what a button carries, 64 bytes at most. */
  readonly encode: (call: ActionCall) => Promise<string>;
}

/** Makes of what a turn said the calls to come. A tap is answered always, also when nothing was said. */
export async function renderReplies(collected: CollectedReplies, settings: RenderSettings): Promise<Reply[]> {
  const replies: Reply[] = [];
  const { queryId, incomingMessageId } = settings;
  if (collected.deletesIncoming && incomingMessageId !== undefined)
    replies.push({ kind: 'deletion', messageId: incomingMessageId });
  if (queryId !== undefined)
    replies.push({
      kind: 'toast',
      queryId,
      ...(collected.toast === undefined ? {} : { text: shorten(collected.toast, MAX_TOAST_CHARACTERS) }),
    });
  for (const said of collected.said) replies.push(...(await renderSaid(said, settings)));
  return replies;
}

async function renderSaid(said: Said, settings: RenderSettings): Promise<Reply[]> {
  if (said.kind === 'screen') return renderScreen(said, settings);
  const { name, content, caption } = said.file;
  const [shown] = caption === undefined ? [] : partsOf(caption, MAX_CAPTION_CHARACTERS);
  return [
    {
      kind: 'file',
      name,
      content: content.toString('base64'),
      ...(shown === undefined ? {} : { caption: shown }),
    },
  ];
}

async function renderScreen(
  { screen, edits, isQuestion }: Extract<Said, { kind: 'screen' }>,
  settings: RenderSettings,
): Promise<MessageReply[]> {
  const parts = partsOf(screen.text, MAX_MESSAGE_UNITS);
  const markup = await renderMarkup(screen, settings.encode);
  return parts.map((text, index): MessageReply => {
    const isLast = index === parts.length - 1;
    return {
      kind: 'message',
      text,
      ...(screen.linkPreview === true ? { linkPreview: true } : {}),
      ...(index === 0 && edits !== undefined ? { edits } : {}),
      ...(isLast && markup !== undefined ? { markup } : {}),
      ...(isLast && isQuestion ? { isQuestion } : {}),
    };
  });
}

async function renderMarkup(
  screen: Screen,
  encode: RenderSettings['encode'],
): Promise<Record<string, unknown> | undefined> {
  if (screen.contactButton === 'remove') return { remove_keyboard: true };
  if (screen.contactButton !== undefined)
    return {
      keyboard: [[{ text: screen.contactButton.label, request_contact: true }]],
      resize_keyboard: true,
      one_time_keyboard: true,
    };
  const rows = (screen.buttons ?? []).filter((row) => row.length > 0);
  if (rows.length === 0) return undefined;
  return {
    inline_keyboard: await Promise.all(
      rows.map((row) => Promise.all(row.map((button) => renderButton(button, encode)))),
    ),
  };
}

async function renderButton(
  button: Button,
  encode: RenderSettings['encode'],
): Promise<Record<string, unknown>> {
  const { label } = button;
  if ('url' in button) return { text: label, url: button.url };
  if ('copy' in button) return { text: label, switch_inline_query_current_chat: button.copy };
  return { text: label, callback_data: await encode(button.call) };
}

/** Telegram refuses a message without a character. */
function partsOf(html: Html, limit: number): string[] {
  const parts = splitHtml(html.value, limit);
  return parts.length === 0 ? ['…'] : parts;
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
