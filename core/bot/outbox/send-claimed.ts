import * as z from 'zod';
import type { Database } from '../../database/pool.ts';
import { classifyDatabaseFailure } from '../../database/sqlstate.ts';
import type { CallOutcome } from '../sending/call-outcome.ts';
import type { TelegramClient } from '../sending/telegram-client.ts';
import type { ClaimedMessage } from './claim-messages.ts';
import {
  CLAIM_USABLE_MS,
  LANES,
  MAX_FAILURES,
  MAX_PACE_WAIT_MS,
  RESERVE_MS,
  retryAfterMs,
} from './outbox-policy.ts';
import { callParameters } from './outgoing-message.ts';
import { moveChat, settleMessage, type Settlement } from './settle-message.ts';

export interface MessageSender {
  readonly database: Database;
  /** `undefined`: there is no token of this bot. */
  readonly clientOf: (bot: string) => Promise<TelegramClient | undefined>;
  /** @returns 0 and the place in the pace is taken, or how many ms to wait before asking again */
  readonly pace: (bot: string, chatId: number, isGroup: boolean) => Promise<number>;
  readonly markUnreachable: (bot: string, userId: number) => Promise<void>;
  /** Of the execution. */
  readonly remainingMs: () => number;
  /** Runs evenly; its zero means nothing. */
  readonly monotonicMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What became of claimed messages. */
export interface SendTally {
  delivered: number;
  givenUp: number;
  unreachable: number;
  /** With the wait after which each is due again. */
  readonly putOff: { readonly id: string; readonly waitMs: number }[];
  /** Why messages were given up or failed, without any of their content. */
  readonly reasons: Map<string, number>;
}

export function emptySendTally(): SendTally {
  return { delivered: 0, givenUp: 0, unreachable: 0, putOff: [], reasons: new Map() };
}

/**
 * Sends claimed messages, several chats at a time, each chat's in order, and settles every one of them. When a message has to wait, those
 * after it in its chat wait too. Messages that the time does not suffice for are put back.
 *
 * A message is sent once, with one exception that no sender can close, since the Bot API has no idempotency key: an execution that dies
 * between Telegram's taking a message and the settlement, or a call whose answer is lost, is followed by another try.
 */
export async function sendClaimed(
  sender: MessageSender,
  claimed: readonly ClaimedMessage[],
  tally: SendTally,
): Promise<void> {
  const claimedAtMs = sender.monotonicMs();
  const hasTime = (): boolean =>
    sender.monotonicMs() - claimedAtMs < CLAIM_USABLE_MS && sender.remainingMs() > RESERVE_MS;
  const chats = [...groupByChat(claimed).values()];
  const pauses: BotPauses = new Map();
  const lane = async (): Promise<void> => {
    for (let chat = chats.shift(); chat !== undefined; chat = chats.shift())
      await sendChat({ ...sender, hasTime, pauses, tally }, chat);
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  // Only now: a lane that goes on after the function has answered would speak in its next execution.
  const broken = lanes.find((end) => end.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}

function groupByChat(messages: readonly ClaimedMessage[]): Map<string, ClaimedMessage[]> {
  return Map.groupBy(messages, ({ bot, chatId }) => `${bot} ${chatId}`);
}

/** Until when a bot has to be silent: Telegram told it to wait in two chats, so it means the bot and not a chat. */
type BotPauses = Map<string, { readonly chats: Set<number>; untilMs: number }>;

interface Run extends MessageSender {
  readonly hasTime: () => boolean;
  readonly pauses: BotPauses;
  readonly tally: SendTally;
}

async function sendChat(run: Run, messages: readonly ClaimedMessage[]): Promise<void> {
  let moved: number | undefined;
  let waitMs: number | undefined;
  for (const message of messages) {
    const chatId = moved ?? message.chatId;
    if (waitMs === undefined) {
      const end = await sendOne(run, { ...message, chatId });
      moved = end.moved ?? moved;
      waitMs = end.waitMs;
    } else await putOff(run, message, waitMs);
  }
}

/** `waitMs`: the message waits, and with it those after it. */
interface ChatEnd {
  readonly waitMs?: number;
  readonly moved?: number;
}

async function sendOne(run: Run, message: ClaimedMessage): Promise<ChatEnd> {
  if (message.call === undefined) return giveUp(run, message, 'unreadable');
  if (message.failures >= MAX_FAILURES) return giveUp(run, message, 'no answer in any try');
  const waitMs = await waitForPlace(run, message);
  if (waitMs > 0) return putOff(run, message, waitMs);
  const client = await run.clientOf(message.bot);
  if (client === undefined) return fail(run, message, 'no token');
  const outcome = await client.call(message.call.method, callParameters(message.call, message.chatId));
  if (outcome.kind !== 'moved') return settle(run, message, outcome);
  await moveChat(run.database, message.bot, message.chatId, outcome.chatId);
  const there = { ...message, chatId: outcome.chatId };
  const again = await client.call(message.call.method, callParameters(message.call, there.chatId));
  return { moved: there.chatId, ...(await settle(run, there, again)) };
}

/** @returns 0: go; else when to try again, and nothing was taken */
async function waitForPlace(run: Run, { bot, chatId }: ClaimedMessage): Promise<number> {
  for (;;) {
    if (!run.hasTime()) return 1;
    const pausedMs = pauseOf(run, bot);
    if (pausedMs > 0) return pausedMs;
    const waitMs = await run.pace(bot, chatId, chatId < 0);
    if (waitMs <= 0) return 0;
    if (waitMs > MAX_PACE_WAIT_MS) return waitMs;
    await run.sleep(waitMs);
  }
}

function pauseOf({ pauses, monotonicMs }: Run, bot: string): number {
  const pause = pauses.get(bot);
  return pause === undefined || pause.chats.size < 2 ? 0 : Math.max(0, pause.untilMs - monotonicMs());
}

async function settle(run: Run, message: ClaimedMessage, outcome: CallOutcome): Promise<ChatEnd> {
  switch (outcome.kind) {
    case 'done':
      if (await write(run, message, { kind: 'sent', messageId: messageIdIn(outcome.result) }))
        run.tally.delivered += 1;
      return {};
    case 'unreachable':
      note(run, outcome.why);
      if (await write(run, message, { kind: 'unreachable', error: outcome.why })) run.tally.unreachable += 1;
      if (message.userId !== undefined) await run.markUnreachable(message.bot, message.userId);
      return {};
    case 'refused':
      return giveUp(run, message, outcome.why);
    case 'wait': {
      const pause = run.pauses.get(message.bot) ?? { chats: new Set(), untilMs: 0 };
      pause.chats.add(message.chatId);
      pause.untilMs = Math.max(pause.untilMs, run.monotonicMs() + outcome.waitMs);
      run.pauses.set(message.bot, pause);
      return putOff(run, message, outcome.waitMs, '429');
    }
    case 'moved':
      return fail(run, message, 'moved twice');
    case 'failed':
      return fail(run, message, outcome.why);
  }
}

async function giveUp(run: Run, message: ClaimedMessage, why: string): Promise<ChatEnd> {
  note(run, why);
  if (await write(run, message, { kind: 'failed', error: why })) run.tally.givenUp += 1;
  return {};
}

/** No answer: tried again later, some times. */
async function fail(run: Run, message: ClaimedMessage, why: string): Promise<ChatEnd> {
  const failures = message.failures + 1;
  if (failures >= MAX_FAILURES) return giveUp(run, message, why);
  note(run, why);
  return putOff(run, message, retryAfterMs(failures), why);
}

async function putOff(
  run: Run,
  message: ClaimedMessage,
  waitMs: number,
  error: string | null = null,
): Promise<ChatEnd> {
  const isFailure = error !== null && error !== '429';
  if (await write(run, message, { kind: 'put-off', waitMs, error, isFailure }))
    run.tally.putOff.push({ id: message.id, waitMs });
  return { waitMs };
}

function note({ tally: { reasons } }: Run, why: string): void {
  reasons.set(why, (reasons.get(why) ?? 0) + 1);
}

const SETTLE_TRIES = 5;
const SETTLE_PAUSE_MS = 200;

/** What Telegram took must not be sent again because the database was away for a moment. */
async function write(run: Run, message: ClaimedMessage, settlement: Settlement): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await settleMessage(run.database, message, settlement);
    } catch (error) {
      if (tries === SETTLE_TRIES || classifyDatabaseFailure(error) !== 'not-now') throw error;
      await run.sleep(SETTLE_PAUSE_MS * 2 ** (tries - 1));
    }
  }
}

const sentMessage = z.object({ message_id: z.int() });

function messageIdIn(result: unknown): number | undefined {
  return sentMessage.safeParse(result).data?.message_id;
}
