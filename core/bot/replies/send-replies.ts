import * as z from 'zod';
import type { OutboxPort } from '../outbox-port.ts';
import type { CallOutcome } from '../sending/call-outcome.ts';
import type { TelegramClient } from '../sending/telegram-client.ts';
import { type FileReply, isInOrder, type MessageReply, type Reply } from './reply.ts';

export interface Delivery {
  readonly client: TelegramClient;
  readonly bot: string;
  readonly updateId: number;
  readonly chatId: number;
  /** Whom a 403 marks; undefined in groups. */
  readonly userId: number | undefined;
  /** How long a reply may wait for Telegram's permission. */
  readonly leftMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly outbox: OutboxPort;
  readonly markUnreachable: () => Promise<void>;
  /** Before the next of several is sent, so that a process that dies now repeats one at most. */
  readonly keepProgress: (sent: number) => Promise<void>;
  /** A reply that Telegram refuses for good: a fault of the bot's, which must not cost the person the other replies. */
  readonly onRefused: (why: string) => void;
}

export interface SentReplies {
  /** Of those that go in order. */
  readonly sent: number;
  readonly questionMessageId: number | undefined;
}

/** Not all replies are out: the update has to come again, and then the rest is sent. */
export class RepliesUnsentError extends Error {
  override readonly name = 'RepliesUnsentError';
  readonly sent: number;

  constructor(why: string, sent: number) {
    super(why);
    this.sent = sent;
  }
}

/** What is kept for answering after a wait. */
const RESERVE_MS = 1_000;

/**
 * Sends what is not sent yet. Toast and deletion beside the messages: neither shows in the chat's order.
 * @throws RepliesUnsentError
 */
export async function sendReplies(
  delivery: Delivery,
  replies: readonly Reply[],
  alreadySent: number,
): Promise<SentReplies> {
  const inOrder = replies.filter(isInOrder);
  const beside = replies.filter((reply) => !isInOrder(reply));
  const [asides, ordered] = await Promise.all([
    Promise.all(beside.map((reply) => sendBeside(delivery, reply))),
    sendInOrder(delivery, inOrder, alreadySent),
  ]);
  const why = ordered.why ?? asides.find((aside) => aside !== undefined);
  if (why !== undefined) throw new RepliesUnsentError(why, ordered.sent);
  return ordered;
}

/** @returns why it has to be done again */
async function sendBeside(delivery: Delivery, reply: Reply): Promise<string | undefined> {
  const outcome = await callPatiently(delivery, ...requestBeside(delivery.chatId, reply));
  // An old tap cannot be answered and an old message not be deleted any more, today or later.
  if (outcome.kind === 'failed') return outcome.why;
  return outcome.kind === 'wait' && reply.kind === 'deletion' ? 'told to wait' : undefined;
}

function requestBeside(chatId: number, reply: Reply): [string, object] {
  if (reply.kind === 'deletion') return ['deleteMessage', { chat_id: chatId, message_id: reply.messageId }];
  const { queryId, text } = reply.kind === 'toast' ? reply : { queryId: '', text: undefined };
  return ['answerCallbackQuery', { callback_query_id: queryId, ...(text === undefined ? {} : { text }) }];
}

interface Ordered extends SentReplies {
  readonly why?: string;
}

async function sendInOrder(
  delivery: Delivery,
  replies: readonly (MessageReply | FileReply)[],
  alreadySent: number,
): Promise<Ordered> {
  let sent = alreadySent;
  let questionMessageId: number | undefined;
  let chatId = delivery.chatId;
  for (const [index, reply] of replies.entries()) {
    if (index < alreadySent) continue;
    if (index > alreadySent) await delivery.keepProgress(sent);
    let outcome = await sendOne(delivery, chatId, reply);
    if (outcome.kind === 'moved') {
      chatId = outcome.chatId;
      outcome = await sendOne(delivery, chatId, reply);
    }
    switch (outcome.kind) {
      case 'done':
        if (reply.kind === 'message' && reply.isQuestion === true)
          questionMessageId = messageIdOf(outcome.result);
        break;
      case 'unreachable':
        await delivery.markUnreachable();
        return { sent: replies.length, questionMessageId };
      case 'wait':
        // Those after it must not overtake it.
        return putOffRest(delivery, replies, index, outcome.waitMs);
      case 'refused':
        delivery.onRefused(outcome.why);
        break;
      case 'moved':
      case 'failed':
        return {
          sent,
          questionMessageId,
          why: outcome.kind === 'failed' ? outcome.why : 'the chat moved twice',
        };
    }
    sent = index + 1;
  }
  return { sent, questionMessageId };
}

async function sendOne(
  delivery: Delivery,
  chatId: number,
  reply: MessageReply | FileReply,
): Promise<CallOutcome> {
  if (reply.kind === 'file') return callPatiently(delivery, 'sendDocument', fileRequest(chatId, reply));
  if (reply.edits !== undefined) {
    const payload = { chat_id: chatId, message_id: reply.edits, ...messageParameters(reply) };
    const edited = await callPatiently(delivery, 'editMessageText', payload);
    if (edited.kind !== 'refused') return edited;
    // The same once more: a double tap, or a try before this one.
    if (/message is not modified/i.test(edited.why))
      return { kind: 'done', result: { message_id: reply.edits } };
    if (!CANNOT_EDIT.test(edited.why)) return edited;
  }
  return callPatiently(delivery, 'sendMessage', { chat_id: chatId, ...messageParameters(reply) });
}

/** The message is gone, too old, or one without text. */
const CANNOT_EDIT =
  /message to edit not found|message can't be edited|MESSAGE_ID_INVALID|no text in the message/i;

async function callPatiently(delivery: Delivery, method: string, payload: object): Promise<CallOutcome> {
  for (;;) {
    const outcome = await delivery.client.call(method, payload);
    if (outcome.kind !== 'wait' || outcome.waitMs > delivery.leftMs() - RESERVE_MS) return outcome;
    await delivery.wait(outcome.waitMs);
  }
}

async function putOffRest(
  { bot, updateId, chatId, userId, outbox }: Delivery,
  replies: readonly (MessageReply | FileReply)[],
  from: number,
  waitMs: number,
): Promise<Ordered> {
  let sent = from;
  for (const reply of replies.slice(from)) {
    // A file is not JSON: the update comes again, after Telegram's own pause.
    if (reply.kind === 'file') return { sent, questionMessageId: undefined, why: 'told to wait with a file' };
    const message = { bot, chatId, userId, key: `reply:${bot}:${updateId}:${sent}`, ...jsonRequest(reply) };
    await outbox.putOff(message, Math.ceil(waitMs / 1_000));
    sent += 1;
  }
  return { sent, questionMessageId: undefined };
}

function jsonRequest(reply: MessageReply): { method: string; payload: Record<string, unknown> } {
  return reply.edits === undefined
    ? { method: 'sendMessage', payload: messageParameters(reply) }
    : { method: 'editMessageText', payload: { message_id: reply.edits, ...messageParameters(reply) } };
}

function messageParameters({ text, markup, linkPreview }: MessageReply): Record<string, unknown> {
  return {
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: linkPreview !== true },
    ...(markup === undefined ? {} : { reply_markup: markup }),
  };
}

function fileRequest(chatId: number, { name, content, caption }: FileReply): object {
  return {
    chat_id: chatId,
    document: { source: Buffer.from(content, 'base64'), filename: name },
    ...(caption === undefined ? {} : { caption, parse_mode: 'HTML' }),
  };
}

const sentSchema = z.object({ message_id: z.int() });

function messageIdOf(result: unknown): number | undefined {
  return sentSchema.safeParse(result).data?.message_id;
}
