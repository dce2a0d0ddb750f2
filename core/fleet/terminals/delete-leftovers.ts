import type { Queryable } from '../../database/pool.ts';
import { UNDO_REMOVAL_HOURS } from './change-terminal.ts';
import { KEEP_IMPORT_HOURS } from './import-terminals.ts';

/** A link that was used or has expired says who came by whom for so long. */
const INVITE_KEPT_DAYS = 30;

/**
 * Deletes what nobody can use any more: lists that were previewed and not imported, with their passwords; passwords of terminals whose removal
 * cannot be undone; links of invitation that are over.
 * @returns how many rows
 */
export async function deleteLeftovers(writer: Queryable, now: Date): Promise<number> {
  const statements: readonly (readonly [string, number])[] = [
    [
      'delete from terminal_imports where created_at < $1::timestamptz - make_interval(hours => $2)',
      KEEP_IMPORT_HOURS,
    ],
    [
      `update terminals set password_sealed = null
        where removed_at < $1::timestamptz - make_interval(hours => $2) and password_sealed is not null`,
      UNDO_REMOVAL_HOURS,
    ],
    [
      'delete from fleet_invites where expires_at < $1::timestamptz - make_interval(days => $2)',
      INVITE_KEPT_DAYS,
    ],
  ];
  let rows = 0;
  for (const [statement, age] of statements)
    rows += (await writer.query(statement, [now, age])).rowCount ?? 0;
  return rows;
}
