import { type Alongside, type Database, inTransaction, type Session } from '../database/pool.ts';
import { writeAudit } from './audit.ts';

/** Who acts, and whence. */
export interface Actor {
  /** Telegram's id. */
  readonly actorId: number;
  readonly source: 'telegram' | 'api';
  /** Bot and chat, or network address. */
  readonly address: string | undefined;
}

/** The same act has the same name, whether it is done in a chat or by the API. */
export interface Act {
  /** Such as `fleet.rename`. */
  readonly action: string;
  readonly fleetId?: string;
  /** No secrets. */
  readonly subject?: Readonly<Record<string, string | number>>;
}

/** An act and its row of the audit: both, or neither. Work that answers `false` has changed nothing and is no act. */
export function auditedBy<T>(
  writer: Database,
  actor: Actor,
  act: Act | ((done: T) => Act),
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return inTransaction(writer, async (session) => {
    const result = await work(session);
    if (result !== false) await noteActOf<T>(actor, act)(session, result);
    return result;
  });
}

/** The row of the audit for an act that has a transaction of its own. @param act of what was done */
export function noteActOf<T>(actor: Actor, act: Act | ((done: T) => Act)): Alongside<T> {
  return (session, done) =>
    writeAudit(session, { ...(typeof act === 'function' ? act(done) : act), ...actor, outcome: 'done' });
}
