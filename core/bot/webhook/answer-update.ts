import { setTimeout as delay } from 'node:timers/promises';
import type { ActionCall } from '../action.ts';
import { SessionChangedError } from '../../aws/session-table.ts';
import { PERSON_ALLOWANCES } from '../../guard/allowances.ts';
import { TooManyRequestsError } from '../../guard/guard.ts';
import type { Bot } from '../make-bot.ts';
import { platformTexts } from '../i18n/platform-texts.ts';
import type { BotPlatform } from '../platform.ts';
import { CollectedReplies } from '../replies/collect-replies.ts';
import { renderReplies } from '../replies/render-replies.ts';
import type { Reply } from '../replies/reply.ts';
import { type Delivery, RepliesUnsentError, sendReplies } from '../replies/send-replies.ts';
import { encodeCall, encodeToken } from '../routing/action-codec.ts';
import { keepCall } from '../routing/button-rows.ts';
import type { Exchange } from '../routing/exchange.ts';
import type { Incoming } from '../routing/incoming.ts';
import { route } from '../routing/route.ts';
import { type Session, sessionId, withHandled } from '../session/session.ts';
import { amendSession, claimSession, type HeldSession, saveSession } from '../session/session-store.ts';
import type { TelegramClient } from '../sending/telegram-client.ts';
import type { KnownUser } from '../users/user-directory.ts';
import { splitLargeFiles } from '../replies/large-files.ts';

export interface AnswerSettings {
  readonly platform: BotPlatform;
  readonly client: TelegramClient;
  readonly readUsername: () => Promise<string>;
  readonly leftMs: () => number;
  readonly onRefused: (why: string) => void;
}

/** How often a handler runs anew when its claim on the session was over before it was through. */
const MAX_RUNS = 5;

/** How long an update waits for the one before it; then Telegram has to ask again. */
const MAX_CLAIM_WAIT_MS = 3_000;

/**
 * Handles what a person did, once, and sends what there is to say about it.
 *
 * Updates of one person in one chat are handled one after the other: a handler runs while it has the session. Its work and its replies are
 * kept in one write of it. Before that write nothing was shown, and a handler that failed is run again by the next try. After it the handler
 * is never run again: whatever happens then, the next try of the update sends the replies that are still to be sent.
 *
 * @throws SessionBusyError
 */
export async function answerUpdate(bot: Bot, incoming: Incoming, settings: AnswerSettings): Promise<void> {
  const { platform, leftMs } = settings;
  const { person, chat, event } = incoming;
  if (event.kind === 'membership' && !event.isReachable)
    return platform.users.markUnreachable(bot.id, person.id);
  const { points, perSeconds } = PERSON_ALLOWANCES.updates;
  const [user, allowed] = await Promise.all([
    platform.users.find(bot.id, person),
    platform.guard.take(`updates:${bot.id}:${person.id}`, points, perSeconds),
  ]);
  if (event.kind === 'membership') return;
  if (!allowed.ok && !(await platform.guard.take(`told:${bot.id}:${person.id}`, 1, 60)).ok)
    return staySilent(bot, incoming, settings);

  const id = sessionId(bot.id, chat.id, person.id);
  const holder = platform.randomBytes(12).toString('base64url');
  const claim = (): Promise<HeldSession> =>
    claimSession(platform.sessions, id, holder, {
      nowMs: platform.nowMs,
      heldMs: leftMs(),
      waitMs: Math.min(MAX_CLAIM_WAIT_MS, leftMs() / 2),
    });
  let held = await claim();
  let isSaved = false;
  try {
    for (let run = 1; !held.session.handled.includes(incoming.updateId); run += 1) {
      const session = await handle(bot, incoming, user, held, settings, allowed);
      if (session === undefined) break;
      try {
        held = await saveSession(platform.sessions, held, session, platform.nowMs());
        isSaved = true;
      } catch (error) {
        if (!(error instanceof SessionChangedError) || run >= MAX_RUNS) throw error;
        held = await claim();
      }
    }
    await sendUnconfirmed(bot, incoming, held, settings);
  } finally {
    // A save has let go of it. What was not saved must hold up neither the next update nor the next try of this one.
    if (!isSaved) await platform.sessions.release(id, holder).catch(() => undefined);
  }
}

/** Nothing is said and nothing kept, however many updates there are; only the tap's own sign of waiting ends. */
async function staySilent(bot: Bot, incoming: Incoming, settings: AnswerSettings): Promise<void> {
  if (incoming.tap === undefined) return;
  const toast: Reply = { kind: 'toast', queryId: incoming.tap.queryId };
  await sendReplies(deliveryOf(bot, incoming, settings, noProgress), [toast], 0);
}

const noProgress: Delivery['keepProgress'] = () => Promise.resolve();

/** @returns the session to be saved; undefined: there is nothing to say and nothing to keep */
async function handle(
  bot: Bot,
  incoming: Incoming,
  user: KnownUser,
  held: HeldSession,
  settings: AnswerSettings,
  allowed: Awaited<ReturnType<BotPlatform['guard']['take']>>,
): Promise<Session | undefined> {
  const { platform } = settings;
  const exchange: Exchange = {
    bot: bot.id,
    incoming,
    user,
    chat: incoming.chat,
    now: new Date(platform.nowMs()),
    platform,
    session: structuredClone(held.session),
    replies: new CollectedReplies(),
    readUsername: settings.readUsername,
  };
  if (user.isBlocked) tellOfBlock(exchange);
  else {
    delete exchange.session.isToldOfBlock;
    if (allowed.ok) await runHandler(bot, exchange, held, platform);
    else tell(exchange, waitText(exchange, allowed.retryAfterSeconds));
  }
  const { kept, large } = splitLargeFiles(await render(exchange, platform));
  // They do not fit into the session, so nobody could send them again: they are sent before the handler counts as done.
  if (large.length > 0) await sendReplies(deliveryOf(bot, incoming, settings, noProgress), large, 0);
  if (kept.length === 0 && large.length === 0 && !hasChanged(exchange, held)) return undefined;
  return withHandled(exchange.session, { updateId: incoming.updateId, replies: kept, sent: 0 });
}

async function runHandler(
  bot: Bot,
  exchange: Exchange,
  held: HeldSession,
  platform: BotPlatform,
): Promise<void> {
  try {
    await route(bot, exchange, platform.sessions);
  } catch (error) {
    if (!(error instanceof TooManyRequestsError)) throw error;
    // What it had begun to say and to change does not count.
    Object.assign(exchange.session, structuredClone(held.session));
    exchange.replies.reset();
    tell(exchange, waitText(exchange, error.retryAfterSeconds));
  }
}

function tellOfBlock(exchange: Exchange): void {
  if (exchange.session.isToldOfBlock === true) return;
  exchange.session.isToldOfBlock = true;
  tell(exchange, platformTexts.in(exchange.user.language).plain('youAreBlocked'));
}

function waitText({ user }: Exchange, retryAfterSeconds: number): string {
  const count = Math.max(1, Math.ceil(retryAfterSeconds));
  return platformTexts.in(user.language).plain('tooManyRequests', { count });
}

function tell({ incoming, replies }: Exchange, text: string): void {
  replies.notice(text, incoming.tap !== undefined);
}

function hasChanged({ session }: Exchange, { session: before }: HeldSession): boolean {
  return JSON.stringify(session) !== JSON.stringify(before);
}

function render({ bot, incoming, user, chat, replies }: Exchange, platform: BotPlatform): Promise<Reply[]> {
  const { sessions, randomBytes, nowMs } = platform;
  return renderReplies(replies, {
    queryId: incoming.tap?.queryId,
    incomingMessageId: incoming.messageId,
    encode: async (call: ActionCall) =>
      encodeCall(call, chat.isPrivate ? undefined : user.id) ??
      encodeToken(await keepCall(sessions, { bot, ownerId: user.id }, call, randomBytes, nowMs())),
  });
}

async function sendUnconfirmed(
  bot: Bot,
  incoming: Incoming,
  saved: HeldSession,
  settings: AnswerSettings,
): Promise<void> {
  const unconfirmed = saved.session.unconfirmed.find(({ updateId }) => updateId === incoming.updateId);
  if (unconfirmed === undefined) return;
  const { sessions, nowMs } = settings.platform;
  let held = saved;
  const keepProgress = async (sent: number, questionMessageId?: number): Promise<void> => {
    held = await amendSession(sessions, held, nowMs, ({ flow, ...session }) => ({
      ...session,
      ...(flow === undefined
        ? {}
        : { flow: { ...flow, ...(questionMessageId === undefined ? {} : { questionMessageId }) } }),
      unconfirmed: session.unconfirmed.map((one) =>
        one.updateId === incoming.updateId ? { ...one, sent } : one,
      ),
    }));
  };
  try {
    const { sent, questionMessageId } = await sendReplies(
      deliveryOf(bot, incoming, settings, keepProgress),
      unconfirmed.replies,
      unconfirmed.sent,
    );
    const { flow } = held.session;
    // The next answer of the flow is shown in that message.
    if (questionMessageId !== undefined && flow !== undefined && flow.questionMessageId !== questionMessageId)
      await keepProgress(sent, questionMessageId);
  } catch (error) {
    if (error instanceof RepliesUnsentError && error.sent > unconfirmed.sent) await keepProgress(error.sent);
    throw error;
  }
}

function deliveryOf(
  bot: Bot,
  { updateId, chat, person }: Incoming,
  { platform, client, leftMs, onRefused }: AnswerSettings,
  keepProgress: Delivery['keepProgress'],
): Delivery {
  return {
    client,
    bot: bot.id,
    updateId,
    chatId: chat.id,
    userId: chat.isPrivate ? person.id : undefined,
    leftMs,
    wait: (ms) => delay(ms),
    outbox: platform.outbox,
    // Of a group nothing is kept; whoever is in it can be written to all the same.
    markUnreachable: async () => {
      if (chat.isPrivate) await platform.users.markUnreachable(bot.id, person.id);
    },
    keepProgress,
    onRefused,
  };
}
