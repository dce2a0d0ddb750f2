import { writeAudit } from '../bot/audit.ts';
import { inTransaction, type Session } from '../database/pool.ts';
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
  { caller, address, databases }: Pick<Call, 'caller' | 'address' | 'databases'>,
  act: Act,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return inTransaction(databases.write, async (session) => {
    const result = await work(session);
    if (result !== false)
      await writeAudit(session, {
        ...act,
        actorId: caller.userId,
        source: 'api',
        address: address ?? undefined,
        outcome: 'done',
      });
    return result;
  });
}
