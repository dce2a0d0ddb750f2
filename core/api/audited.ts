import { type Act, type Actor, auditedBy, noteActOf } from '../bot/note-act.ts';
import type { Alongside, Session } from '../database/pool.ts';
import type { Call } from './call.ts';

type Acting = Pick<Call, 'caller' | 'address'>;

/** An act of the caller's and its row of the audit: both, or neither. Work that answers `false` has changed nothing and is no act. */
export function audited<T>(
  call: Acting & Pick<Call, 'databases'>,
  act: Act,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return auditedBy(call.databases.write, actorOf(call), act, work);
}

/** The row of the audit for an act that has a transaction of its own. @param act of what was done */
export function noteAct<T>(call: Acting, act: Act | ((done: T) => Act)): Alongside<T> {
  return noteActOf(actorOf(call), act);
}

function actorOf({ caller, address }: Acting): Actor {
  return { actorId: caller.userId, source: 'api', address: address ?? undefined };
}
