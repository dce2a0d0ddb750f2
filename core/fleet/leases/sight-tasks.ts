import type { TaskRow } from '../../aws/lease-table.ts';

/** What this task knows of another by looking. */
export interface Sighting {
  readonly renewal: number;
  /** When the newest renewal was first seen, on this task's clock. */
  readonly sinceMs: number;
  /** It was seen to renew, so it lives or lived; a row that never changed may be a leftover. */
  readonly hasRenewed: boolean;
}

export type Sightings = ReadonlyMap<string, Sighting>;

/**
 * Compares the rows with what was known. No clock of another machine is asked: a row is as old as the time for which it did not change
 * before these eyes.
 * @param nowMs a moment after the rows arrived: earlier would make them older than they are
 */
export function sightTasks(known: Sightings, rows: readonly TaskRow[], nowMs: number): Sightings {
  return new Map(
    rows.map(({ task, renewal }) => {
      const before = known.get(task);
      if (before?.renewal === renewal) return [task, before];
      return [task, { renewal, sinceMs: nowMs, hasRenewed: before !== undefined }];
    }),
  );
}
