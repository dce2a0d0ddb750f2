import type { Queryable } from '../../database/pool.ts';
import { requireTerminal } from './find-terminal.ts';
import { requireRole } from './fleets.ts';

/** Of whose terminals something is asked. All that is given has to hold. */
export interface TerminalScope {
  /** Telegram's id: who is not a member of a fleet is told nothing of it. */
  readonly userId: number;
  /** @default all fleets that the person is in */
  readonly fleetId?: string | undefined;
  readonly terminalId?: number | undefined;
  readonly group?: string | undefined;
  readonly tag?: string | undefined;
}

/** Parameters that `SCOPE_SQL` takes: `$1` to `$5`. */
export const SCOPE_PARAMETERS = 5;

/** SQL of the terminals `t` of a scope, removed ones as well, with `where` open for more. */
export const SCOPE_SQL = `terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
  where ($2::bigint is null or t.fleet_id = $2) and ($3::bigint is null or t.id = $3)
    and ${hasLabel('group', '$4')} and ${hasLabel('tag', '$5')}`;

function hasLabel(kind: string, name: string): string {
  return `(${name}::text is null or exists (select 1 from terminal_labels l
    where l.terminal_id = t.id and l.kind = '${kind}' and lower(l.name) = lower(${name})))`;
}

export function scopeParameters({ userId, fleetId, terminalId, group, tag }: TerminalScope): unknown[] {
  return [userId, fleetId ?? null, terminalId ?? null, group ?? null, tag ?? null];
}

/** A fleet or a terminal that is named has to be one that the person may see. @throws FleetUnknownError, TerminalUnknownError */
export async function requireScope(
  database: Queryable,
  { userId, fleetId, terminalId }: TerminalScope,
): Promise<void> {
  if (fleetId !== undefined) await requireRole(database, userId, fleetId, 'viewer');
  if (terminalId !== undefined) await requireTerminal(database, userId, terminalId, 'viewer');
}

const FEW_TERMINALS = 100;

/** Whether each terminal of the scope may be asked for a page of its own. */
export async function hasFewTerminals(database: Queryable, scope: TerminalScope): Promise<boolean> {
  if (scope.terminalId !== undefined) return true;
  const { rows } = await database.query(
    `select 1 from ${SCOPE_SQL} limit ${FEW_TERMINALS + 1}`,
    scopeParameters(scope),
  );
  return rows.length <= FEW_TERMINALS;
}
