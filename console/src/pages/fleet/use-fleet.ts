import { useRef } from 'preact/hooks';
import { useResource, type Resource } from '../../api/use-resource.ts';
import { useFrames } from '../../live/use-frames.ts';
import { useLive } from '../../live/use-live.ts';
import { FleetRows } from './fleet-rows.ts';
import { readFleet, readProfit } from './read-fleet.ts';

/** Balances and states come live; what a list alone tells (names, groups, new terminals) is read anew so often. */
const LIST_MS = 60_000;
const PROFIT_MS = 15_000;
/** For terminals that speak and are not on the list. */
const READ_AGAIN_MS = 5_000;
/** The list is read from a replica, which may be a moment behind what was just written. */
const REPLICA_MS = 1_500;

export interface LiveFleet {
  readonly rows: FleetRows;
  readonly list: Resource<true>;
  /** The profit of the day could not be read; the rest is good. */
  readonly profit: Resource<true>;
  /** After the person changed the list. */
  readonly reload: () => void;
}

/** All terminals of the person, kept up to date; the component is rendered a few times a second at most. */
export function useFleet(): LiveFleet {
  const kept = useRef<FleetRows | null>(null);
  const rows = (kept.current ??= new FleetRows());
  const changed = useFrames();
  const list = useResource(
    async (signal): Promise<true> => {
      await readFleet(rows, changed, signal);
      return true;
    },
    [],
    { everyMs: LIST_MS },
  );
  const profit = useResource(
    async (signal): Promise<true> => {
      await readProfit(rows, signal);
      changed();
      return true;
    },
    [],
    { everyMs: PROFIT_MS },
  );
  const readAgainAt = useRef(0);
  useLive(['fleet'], {
    onMessages: (messages) => {
      const { hasChanged, hasNew } = rows.apply(messages);
      if (hasChanged) changed();
      if (!hasNew || list.data.peek() === undefined || performance.now() < readAgainAt.current) return;
      readAgainAt.current = performance.now() + READ_AGAIN_MS;
      void list.reload();
    },
    onReload: () => void list.reload(),
  });
  const reload = (): void => {
    void list.reload();
    setTimeout(() => void list.reload(), REPLICA_MS);
  };
  return { rows, list, profit, reload };
}
