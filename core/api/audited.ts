import { writeAudit } from '../bot/audit.ts';
import { type Alongside, inTransaction, type Session } from '../database/pool.ts';
import type { Call } from './call.ts';

export interface Act {
  /** Such as `fleet.rename`, as the bots call it. */
  readonly action: string;
  readonly fleetId?: string;
  /** No secrets. */
  readonly subject?: Readonly<Record<string, string | number>>;
}

/** An act of the caller's and its row of the audit: both, or neither. Work that answers `false` has changed nothing and is no act. */
export function audited<T>(
  call: Acting & Pick<Call, 'databases'>,
  act: Act,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return inTransaction(call.databases.write, async (session) => {
    const result = await work(session);
    if (result !== false) await noteAct(call, act)(session, result);
    return result;
  });
}

type Acting = Pick<Call, 'caller' | 'address'>;

/** The row of the audit for an act that has a transaction of its own. @param act of what was done */
export function noteAct<T>({ caller, address }: Acting, act: Act | ((done: T) => Act)): Alongside<T> {
  return (session, done) =>
    writeAudit(session, {
      ...(typeof act === 'function' ? act(done) : act),
      actorId: caller.userId,
      source: 'api',
      address: address ?? undefined,
      outcome: 'done',
    });
}
