import type { ShardRow, TaskRow } from '../../aws/lease-table.ts';
import type { LeasePolicy } from './lease-policy.ts';
import { SHARDS } from './shards.ts';
import type { Sightings } from './sight-tasks.ts';

/** All that a task decides by. */
export interface LeaseView {
  readonly me: string;
  /** Epoch by shard: what this task believes to own. */
  readonly held: ReadonlyMap<number, number>;
  /** Rows of this look. */
  readonly shards: readonly ShardRow[];
  readonly sightings: Sightings;
  /** Owner by shard, as the look before this one showed them. */
  readonly ownersBefore: ReadonlyMap<number, string>;
}

export interface LeasePlan {
  /** Shards that the table gives to somebody else: not ours, whatever we believed. */
  readonly forget: readonly number[];
  /** To be left first, and released in the table only then. */
  readonly release: readonly ShardRow[];
  /** To be taken from the state that was seen. */
  readonly take: readonly ShardRow[];
  /** Sessions that were not renewed for the lease time: to be ended if they still are as seen. */
  readonly expire: readonly TaskRow[];
}

/**
 * Decides what to give up and what to take, so that every task ends with its share. Each task decides for itself by what it sees; that
 * two decide for the same shard is settled by the table's conditions, not here.
 */
export function planLeases(view: LeaseView, policy: LeasePolicy, nowMs: number): LeasePlan {
  const { me, held, sightings } = view;
  const others = [...sightings].filter(([task]) => task !== me);
  const rows = completeShards(view.shards);

  const forget = [...held].flatMap(([shard, epoch]) => {
    const row = rows[shard];
    return row?.owner === me && row.epoch === epoch ? [] : [shard];
  });
  const keeping = rows.filter(({ shard }) => held.has(shard) && !forget.includes(shard));
  // Released or taken without an answer: only this task can settle it.
  const unsettled = rows.filter(({ shard, owner }) => owner === me && !held.has(shard));
  const free = inOrderOf(me, rows).filter((row) => isFree(row, view));

  const ages = others.map(([, { sinceMs, hasRenewed }]) => ({ ageMs: nowMs - sinceMs, hasRenewed }));
  const living = ages.filter(({ ageMs, hasRenewed }) => hasRenewed && ageMs < policy.leaseMs).length;
  const newcomers = ages.filter(({ ageMs, hasRenewed }) => !hasRenewed && ageMs < policy.newcomerMs).length;
  // Room is left for who may have come; given up is only to who is known to live.
  const room = Math.max(0, shareOf(living + newcomers) - keeping.length);
  return {
    forget,
    release: [...keeping.slice(shareOf(living)), ...unsettled.slice(room)],
    take: [...unsettled, ...free].slice(0, room),
    expire: others
      .filter(([, { sinceMs }]) => nowMs - sinceMs >= policy.leaseMs)
      .map(([task, { renewal }]) => ({ task, renewal })),
  };
}

function shareOf(otherTasks: number): number {
  return Math.ceil(SHARDS / (otherTasks + 1));
}

/** A shard that nobody ever took has no row; its first epoch is 1. */
function completeShards(rows: readonly ShardRow[]): readonly ShardRow[] {
  const byShard = new Map(rows.map((row) => [row.shard, row]));
  return Array.from(
    { length: SHARDS },
    (_, shard) => byShard.get(shard) ?? { shard, owner: undefined, epoch: 0 },
  );
}

/**
 * An owner without a session has ended. A look is no snapshot, though: it may have read the sessions before this owner began and the
 * shard after it was taken. So the owner must have been seen at the look before, and its session is missing at this one.
 */
function isFree({ shard, owner }: ShardRow, { sightings, ownersBefore }: LeaseView): boolean {
  return owner === undefined || (!sightings.has(owner) && ownersBefore.get(shard) === owner);
}

/** Each task begins elsewhere, so that tasks which start together do not all reach for the same shards. */
function inOrderOf(task: string, rows: readonly ShardRow[]): readonly ShardRow[] {
  let start = 0;
  for (const character of task) start = (start * 31 + character.charCodeAt(0)) % SHARDS;
  return [...rows.slice(start), ...rows.slice(0, start)];
}
