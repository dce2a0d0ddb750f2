import type { Queryable } from '../../database/pool.ts';
import { readPack } from './read-settings.ts';

/** A parameter that strategies of a person's fleets have. */
export interface KnownParameter {
  readonly name: string;
  /** In how many of the strategies that were looked at. */
  readonly strategies: number;
  /** The commonest values, at most five. */
  readonly values: readonly string[];
}

/** Terminals of a fleet are mostly alike: so many of the newest packs, and so much text of them, have all the names. */
const MAX_PACKS = 60;
const MAX_CHARS = 4_000_000;
const MAX_VALUES = 5;
const MAX_VALUE_CHARS = 100;

/** By name. There is no list of all names: what terminals have told is what there is. */
export async function readKnownParameters(
  database: Queryable,
  userId: number,
  fleetId: string | undefined,
): Promise<readonly KnownParameter[]> {
  const { rows } = await database.query<{ data: string }>(
    `select s.data from (
       select s.terminal_id, s.pack_number, sum(length(s.data)) over (order by s.received_at desc, s.terminal_id, s.pack_number) as chars
         from (select s.* from strategies s
                 join terminals t on t.id = s.terminal_id and t.removed_at is null
                 join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
                where $2::bigint is null or t.fleet_id = $2
                order by s.received_at desc limit $3) s
       ) chosen join strategies s using (terminal_id, pack_number)
      where chosen.chars <= $4 or chosen.chars = (length(s.data))`,
    [userId, fleetId ?? null, MAX_PACKS, MAX_CHARS],
  );
  const found = new Map<string, { strategies: number; values: Map<string, number> }>();
  for (const { data } of rows)
    for (const { parameters } of readPack(data) ?? [])
      for (const { name, value } of parameters) {
        const known = found.get(name) ?? { strategies: 0, values: new Map<string, number>() };
        known.strategies += 1;
        if (value.length <= MAX_VALUE_CHARS) known.values.set(value, (known.values.get(value) ?? 0) + 1);
        found.set(name, known);
      }
  return [...found]
    .map(([name, { strategies, values }]) => ({ name, strategies, values: commonest(values) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function commonest(values: ReadonlyMap<string, number>): string[] {
  return [...values]
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_VALUES)
    .map(([value]) => value);
}
