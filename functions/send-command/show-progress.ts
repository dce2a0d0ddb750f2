import * as z from 'zod';
import { progressScreen } from '../../bots/fleet/commands/command-progress.ts';
import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import { callParameters, type OutgoingMessage } from '../../core/bot/outbox/outgoing-message.ts';
import { screenMessages } from '../../core/bot/outbox/screen-messages.ts';
import { announce, writeMessages } from '../../core/bot/outbox/write-messages.ts';
import type { CallOutcome } from '../../core/bot/sending/call-outcome.ts';
import type { TelegramClient } from '../../core/bot/sending/telegram-client.ts';
import type { Database } from '../../core/database/pool.ts';
import type { RunProgress } from '../../core/fleet/commands/run-progress.ts';

export interface ProgressMessenger {
  readonly database: Database;
  /** Of the outbox: where the end goes that Telegram does not take now. */
  readonly queue: JsonQueue;
  readonly clientOf: (bot: string) => Promise<TelegramClient | undefined>;
  readonly sleep: (ms: number) => Promise<void>;
}

/** A wait that is not worth a way through the outbox. */
const MAX_WAIT_MS = 2_000;

const sentMessage = z.object({ message_id: z.int() });

/**
 * Shows a run's progress in its chat. A counter that Telegram does not take is left out, the next one comes soon; the end is always said: in
 * a new message if the old one is gone, by the outbox if Telegram is away or asks to wait.
 * @returns the id of the message if one was made
 */
export async function showProgress(
  messenger: ProgressMessenger,
  progress: RunProgress,
): Promise<number | undefined> {
  const { follow } = progress.run;
  if (follow === undefined) return undefined;
  const message = asMessage(progress);
  if (message === undefined) return undefined;
  const edited = follow.messageId === undefined ? undefined : asEdit(message, follow.messageId);
  const client = await messenger.clientOf(follow.bot);
  const outcome = await send(messenger, client, edited ?? message);
  if (outcome.kind === 'done') return sentMessage.safeParse(outcome.result).data?.message_id;
  if (!progress.isFinal || outcome.kind === 'unreachable') return undefined;
  // The message was deleted, or is too old to be edited.
  const isGone = outcome.kind === 'refused' && edited !== undefined;
  if (outcome.kind === 'refused' && !isGone) return undefined;
  await putOff(messenger, isGone ? message : (edited ?? message));
  return undefined;
}

function asMessage(progress: RunProgress): OutgoingMessage | undefined {
  const { run } = progress;
  if (run.follow === undefined) return undefined;
  const { bot, chatId, language } = run.follow;
  // It fits into one: the screen sees to that.
  const [message] = screenMessages(
    { bot, chatId, userId: chatId > 0 ? chatId : undefined, key: `command:${run.id}:end` },
    progressScreen(progress, language),
  );
  return message;
}

function asEdit(message: OutgoingMessage, messageId: number): OutgoingMessage {
  if (message.call.method !== 'sendMessage') return message;
  const { payload } = message.call;
  return { ...message, call: { method: 'editMessageText', payload: { ...payload, message_id: messageId } } };
}

async function send(
  { sleep }: ProgressMessenger,
  client: TelegramClient | undefined,
  { call, chatId }: OutgoingMessage,
): Promise<CallOutcome> {
  if (client === undefined) return { kind: 'failed', why: 'no token' };
  const outcome = await client.call(call.method, callParameters(call, chatId));
  switch (outcome.kind) {
    case 'moved':
      return client.call(call.method, callParameters(call, outcome.chatId));
    case 'wait':
      if (outcome.waitMs > MAX_WAIT_MS) return outcome;
      await sleep(outcome.waitMs);
      return client.call(call.method, callParameters(call, chatId));
    case 'done':
    case 'unreachable':
    case 'refused':
    case 'failed':
      return outcome;
  }
}

async function putOff({ database, queue }: ProgressMessenger, message: OutgoingMessage): Promise<void> {
  await announce(queue, await writeMessages(database, [message]));
}
