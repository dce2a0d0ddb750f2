import type { Queryable } from '../../database/pool.ts';
import { readStrategySettings, type StrategySettings } from '../../mooncmd/strategy-parameters.ts';
import { UnreadableError } from '../../mooncmd/unreadable.ts';
import { requireTerminal } from '../terminals/find-terminal.ts';
import type { FleetRole } from '../terminals/fleets.ts';

export interface StrategiesOfTerminal {
  /** By pack and place in it, as the terminal lists them. */
  readonly strategies: readonly StrategySettings[];
  /** When the newest pack came; null: none has come yet. */
  readonly receivedAt: Date | null;
  /** Packs that could not be read. */
  readonly unreadablePacks: number;
}

/** All that a terminal told of its strategies. @throws TerminalUnknownError, NotAllowedError */
export async function readStrategiesOf(
  database: Queryable,
  userId: number,
  terminalId: number,
  needed: FleetRole = 'viewer',
): Promise<StrategiesOfTerminal> {
  await requireTerminal(database, userId, terminalId, needed);
  const { rows } = await database.query<{ data: string; received_at: Date }>(
    'select data, received_at from strategies where terminal_id = $1 order by pack_number',
    [terminalId],
  );
  const strategies: StrategySettings[] = [];
  let unreadablePacks = 0;
  for (const { data } of rows) {
    const pack = readPack(data);
    if (pack === undefined) unreadablePacks += 1;
    else strategies.push(...pack);
  }
  const newestMs = rows.reduce((max, row) => Math.max(max, row.received_at.getTime()), 0);
  return { strategies, receivedAt: newestMs === 0 ? null : new Date(newestMs), unreadablePacks };
}

/** @returns undefined for what is no pack */
export function readPack(data: string): StrategySettings[] | undefined {
  try {
    return readStrategySettings(data);
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}
