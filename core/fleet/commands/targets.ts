import type { Queryable } from '../../database/pool.ts';
import * as z from 'zod';
import { FleetUnknownError, NotAllowedError, rolesFrom } from '../terminals/fleets.ts';

/** Whom a command is for, as the person chose it. */
export type Target =
  | { readonly kind: 'terminals'; readonly ids: readonly number[] }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'tag'; readonly name: string }
  /** All of the fleet. */
  | { readonly kind: 'all' }
  /** Those that answered a run: for taking it back. */
  | { readonly kind: 'answered'; readonly runId: string };

/** Who asks. The system itself needs no role, and has to name the fleet. */
export type Requester = { readonly userId: number } | 'system';

/** As many as one task can speak to within the shortest deadline with room to spare. */
export const MAX_TARGETS = 10_000;

/** Ids that the person may not command. Whether there are such terminals is not said. */
export class TerminalsUnknownError extends Error {
  override readonly name = 'TerminalsUnknownError';
  readonly ids: readonly number[];

  constructor(ids: readonly number[]) {
    super(`unknown terminals: ${ids.slice(0, 20).join(', ')}`);
    this.ids = ids;
  }
}

/** Nobody is left: no such group or tag, or all of it is switched off or removed. */
export class TargetEmptyError extends Error {
  override readonly name = 'TargetEmptyError';
}

export class TargetTooLargeError extends Error {
  override readonly name = 'TargetTooLargeError';
}

/** The target reaches into several fleets of the person: they have to say which. */
export class FleetAmbiguousError extends Error {
  override readonly name = 'FleetAmbiguousError';
}

export interface ResolvedTarget {
  readonly fleetId: string;
  /** Ascending. */
  readonly terminalIds: readonly number[];
  /** As `command_runs.target` keeps it: `terminal NAME`, `terminals`, `group NAME`, `tag NAME`, `all`, `answered`. */
  readonly label: string;
}

const matches = z.array(
  z.object({
    id: z.coerce.number().int(),
    fleet_id: z.string(),
    name: z.string(),
    is_usable: z.boolean(),
  }),
);
type Match = z.infer<typeof matches>[number];

/**
 * Finds the terminals of a target among those that the requester may command. Disabled and removed ones are left out.
 * @throws FleetUnknownError, NotAllowedError, TerminalsUnknownError, TargetEmptyError, TargetTooLargeError, FleetAmbiguousError
 */
export async function resolveTarget(
  database: Queryable,
  requester: Requester,
  fleetId: string | undefined,
  target: Target,
): Promise<ResolvedTarget> {
  const fleets = await commandedFleets(database, requester, fleetId);
  if (target.kind === 'terminals' && target.ids.length > MAX_TARGETS) throw tooLarge();
  const found = await findMatches(database, fleets, target);
  if (target.kind === 'terminals') {
    const known = new Set(found.map(({ id }) => id));
    const unknown = target.ids.filter((id) => !known.has(id));
    if (unknown.length > 0) throw new TerminalsUnknownError(unknown);
  }
  const usable = found.filter((match) => match.is_usable);
  const [first] = usable;
  if (first === undefined) throw new TargetEmptyError('no terminal that could be sent to');
  if (usable.length > MAX_TARGETS) throw tooLarge();
  if (usable.some((match) => match.fleet_id !== first.fleet_id))
    throw new FleetAmbiguousError('the target is in several fleets');
  return {
    fleetId: first.fleet_id,
    terminalIds: usable.map(({ id }) => id),
    label: labelOf(target, usable.length === 1 ? first.name : undefined),
  };
}

/** The fleets that the requester may send commands to. */
async function commandedFleets(
  database: Queryable,
  requester: Requester,
  fleetId: string | undefined,
): Promise<readonly string[]> {
  if (requester === 'system') {
    if (fleetId === undefined) throw new FleetUnknownError('the system has to name the fleet');
    return [fleetId];
  }
  const { rows } = await database.query<{ fleet_id: string; may: boolean }>(
    `select fleet_id::text, role = any($3) as may from fleet_members
      where user_id = $1 and ($2::bigint is null or fleet_id = $2::bigint)`,
    [requester.userId, fleetId ?? null, rolesFrom('operator')],
  );
  if (rows.length === 0) throw new FleetUnknownError('no such fleet');
  const commanded = rows.filter(({ may }) => may).map((row) => row.fleet_id);
  if (commanded.length === 0) throw new NotAllowedError('operator');
  return commanded;
}

async function findMatches(
  database: Queryable,
  fleets: readonly string[],
  target: Target,
): Promise<readonly Match[]> {
  const [condition, value] = conditionOf(target);
  const { rows } = await database.query(
    `select t.id::text, t.fleet_id::text, t.name, (t.enabled and t.removed_at is null) as is_usable
       from terminals t where t.fleet_id = any($1::bigint[]) and ${condition} order by t.id limit $3`,
    [fleets, value, MAX_TARGETS * 2],
  );
  return matches.parse(rows);
}

/** SQL with the parameter `$2`. */
function conditionOf(target: Target): [string, unknown] {
  switch (target.kind) {
    case 'terminals':
      return ['t.id = any($2::bigint[])', target.ids];
    case 'group':
    case 'tag':
      return [
        `exists (select 1 from terminal_labels l where l.terminal_id = t.id and l.kind = '${target.kind}' and lower(l.name) = lower($2))`,
        target.name,
      ];
    case 'all':
      return ['t.enabled and t.removed_at is null and $2::text is null', null];
    case 'answered':
      return [
        `exists (select 1 from command_runs u join command_results r on r.created_at = u.created_at and r.run_id = u.id
                  where u.id = $2::uuid and u.fleet_id = t.fleet_id and r.terminal_id = t.id and r.state = 'answered')`,
        target.runId,
      ];
  }
}

function labelOf(target: Target, onlyName: string | undefined): string {
  switch (target.kind) {
    case 'group':
    case 'tag':
      return `${target.kind} ${target.name}`;
    case 'terminals':
      return onlyName === undefined ? 'terminals' : `terminal ${onlyName}`;
    case 'all':
    case 'answered':
      return target.kind;
  }
}

function tooLarge(): TargetTooLargeError {
  return new TargetTooLargeError(`a command goes to at most ${MAX_TARGETS} terminals`);
}
