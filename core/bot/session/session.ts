import * as z from 'zod';
import { replySchema } from '../replies/reply.ts';

/** Replies of one update, and how far they went. */
const unconfirmed = z.object({
  updateId: z.int(),
  replies: z.array(replySchema),
  /** How many of those that go in order are sent. */
  sent: z.int().min(0),
});

export type UnconfirmedReplies = z.infer<typeof unconfirmed>;

/** Where a person is in a chat with a bot. */
const session = z.object({
  schema: z.literal(1),
  /** The flow that is open: whose it is, and its state, which only that part understands. */
  flow: z.object({ part: z.string(), state: z.unknown(), questionMessageId: z.int().optional() }).optional(),
  readOwnWritesUntilMs: z.number().optional(),
  /** A blocked person is told once. */
  isToldOfBlock: z.boolean().optional(),
  /** Updates whose handler is through, the newest last: none of them is run again. */
  handled: z.array(z.int()),
  /** Of the newest updates. Confirmed by the update being done, which the idempotency table knows. */
  unconfirmed: z.array(unconfirmed),
});

export type Session = z.infer<typeof session>;

/** People come back to a bot after weeks; a form that is a month old is not taken up again. */
export const SESSION_DAYS = 30;
export const SESSION_MS = SESSION_DAYS * 24 * 3_600_000;

/** Telegram asks again for at most a day; this many updates of one person in one chat can overtake one that fails. */
const HANDLED_KEPT = 30;
/** The update being handled, and the one before it, which may be on its way still. */
const UNCONFIRMED_KEPT = 2;

export function emptySession(): Session {
  return { schema: 1, handled: [], unconfirmed: [] };
}

/** @returns an empty session for what an older or newer release wrote in another shape: the conversation begins anew, and nothing fails */
export function parseSession(text: string): Session {
  if (text === '') return emptySession();
  try {
    return session.safeParse(JSON.parse(text)).data ?? emptySession();
  } catch {
    return emptySession();
  }
}

/** The session after an update: its handler is through, and this is what it wants to say. */
export function withHandled(before: Session, replies: UnconfirmedReplies): Session {
  return {
    ...before,
    handled: [...before.handled, replies.updateId].slice(-HANDLED_KEPT),
    unconfirmed: [...before.unconfirmed, replies].slice(-UNCONFIRMED_KEPT),
  };
}

export function sessionId(bot: string, chatId: number, personId: number): string {
  return `session#${bot}#${chatId}#${personId}`;
}
