import { setTimeout as delay } from 'node:timers/promises';
import { MAX_SESSION_BYTES, SessionChangedError, type SessionTable } from '../../aws/session-table.ts';
import { parseSession, type Session, SESSION_MS } from './session.ts';

/** A session as it was read or saved last, which the next save has to follow. */
export interface HeldSession {
  readonly id: string;
  readonly holder: string;
  readonly version: number;
  readonly session: Session;
}

/** Another update of this person in this chat is still being handled: this one has to come again. */
export class SessionBusyError extends Error {
  override readonly name = 'SessionBusyError';
}

/** Most updates are done in a tenth of a second. */
const ASK_AGAIN_MS = 40;

/**
 * Takes a session, waiting for an update before this one to be through with it.
 * @param holder never the same twice
 * @param heldMs how long this execution may have it: who dies with it frees it then
 * @throws SessionBusyError after `waitMs`
 */
export async function claimSession(
  table: SessionTable,
  id: string,
  holder: string,
  {
    nowMs,
    heldMs,
    waitMs,
  }: { readonly nowMs: () => number; readonly heldMs: number; readonly waitMs: number },
): Promise<HeldSession> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
    const row = await table.claim(id, holder, nowMs() + heldMs);
    if (row !== undefined) return { id, holder, version: row.version, session: parseSession(row.state) };
    if (waitedMs >= waitMs) throw new SessionBusyError('another update has the session');
    await delay(ASK_AGAIN_MS);
  }
}

/**
 * Saves a session and lets go of it.
 * @throws SessionChangedError when the claim was over and another update was quicker
 * @throws SessionTooLargeError
 */
export async function saveSession(
  table: SessionTable,
  held: HeldSession,
  session: Session,
  nowMs: number,
): Promise<HeldSession> {
  await table.save(held.id, serialize(session), held, nowMs + SESSION_MS);
  return { ...held, version: held.version + 1, session };
}

/** An update that came in the meantime is waited for, for two seconds. */
const AMEND_TRIES = 50;

/**
 * Changes a session whatever was written to it in the meantime.
 * @throws SessionChangedError
 */
export async function amendSession(
  table: SessionTable,
  held: HeldSession,
  nowMs: () => number,
  change: (session: Session) => Session,
): Promise<HeldSession> {
  let current = held;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await saveSession(table, current, change(current.session), nowMs());
    } catch (error) {
      if (!(error instanceof SessionChangedError) || attempt >= AMEND_TRIES) throw error;
      await delay(ASK_AGAIN_MS);
      const row = await table.load(held.id);
      current = { ...held, version: row.version, session: parseSession(row.state) };
    }
  }
}

/** Replies of the update before this one are let go when both do not fit into a row. */
function serialize(session: Session): string {
  const text = JSON.stringify(session);
  if (Buffer.byteLength(text) <= MAX_SESSION_BYTES || session.unconfirmed.length < 2) return text;
  return JSON.stringify({ ...session, unconfirmed: session.unconfirmed.slice(-1) });
}
