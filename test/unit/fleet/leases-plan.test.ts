import { LEASE_POLICY } from '../../../core/fleet/leases/lease-policy.ts';
import { type LeaseView, planLeases } from '../../../core/fleet/leases/plan-leases.ts';
import { SHARDS } from '../../../core/fleet/leases/shards.ts';
import type { Sighting } from '../../../core/fleet/leases/sight-tasks.ts';

const NOW_MS = 1_000_000;
const { leaseMs } = LEASE_POLICY;

const sighting = (ageMs: number, hasRenewed = true): Sighting => ({
  renewal: 7,
  sinceMs: NOW_MS - ageMs,
  hasRenewed,
});

const shardsOf = (owner: string | undefined, count = SHARDS) =>
  Array.from({ length: count }, (_, shard) => ({ shard, owner, epoch: 3 }));

const view = (overrides: Partial<LeaseView>): LeaseView => ({
  me: 'me',
  held: new Map(),
  shards: [],
  sightings: new Map([['me', sighting(0)]]),
  ownersBefore: new Map(),
  ...overrides,
});

const heldOf = (count: number) => new Map(Array.from({ length: count }, (_, shard) => [shard, 3] as const));
const plan = (overrides: Partial<LeaseView>) => planLeases(view(overrides), LEASE_POLICY, NOW_MS);

describe('the plan of a task', () => {
  it('gives half of the shards up when a second task is seen to live', () => {
    const { release, take } = plan({
      held: heldOf(SHARDS),
      shards: shardsOf('me'),
      sightings: new Map([
        ['me', sighting(0)],
        ['other', sighting(2_000)],
      ]),
    });

    expect([release.length, take.length]).toEqual([8, 0]);
  });

  it('gives nothing up to a task that was never seen to renew, but leaves room for it', () => {
    const sightings = new Map([
      ['me', sighting(0)],
      ['leftover', sighting(2_000, false)],
    ]);

    expect(plan({ held: heldOf(SHARDS), shards: shardsOf('me'), sightings }).release).toEqual([]);
    expect(plan({ shards: shardsOf(undefined), sightings }).take).toHaveLength(8);
  });

  it('leaves the shards of a task alone until its session was unchanged for the whole lease', () => {
    const at = (ageMs: number) =>
      plan({
        shards: shardsOf('other'),
        sightings: new Map([['other', sighting(ageMs)]]),
        ownersBefore: new Map(shardsOf('other').map(({ shard }) => [shard, 'other'])),
      });

    expect(at(leaseMs - 1)).toMatchObject({ take: [], expire: [] });
    expect(at(leaseMs)).toMatchObject({ take: [], expire: [{ task: 'other', renewal: 7 }] });
  });

  it('takes the shards of an ended session only if the look before showed their owner too', () => {
    const shards = shardsOf('ended');
    const ownersBefore = new Map(shards.slice(0, 5).map(({ shard }) => [shard, 'ended']));

    expect(plan({ shards }).take).toEqual([]);
    expect(plan({ shards, ownersBefore }).take).toHaveLength(5);
  });

  it('believes the table when it gives an owned shard to somebody else', () => {
    const { forget } = plan({ held: heldOf(1), shards: [{ shard: 0, owner: 'other', epoch: 4 }] });

    expect(forget).toEqual([0]);
  });

  it('takes a shard anew that it owns without knowing, since a late release may still come', () => {
    const { take } = plan({ shards: [{ shard: 4, owner: 'me', epoch: 9 }] });

    expect(take[0]).toEqual({ shard: 4, owner: 'me', epoch: 9 });
  });

  it('lets tasks that start together reach for different shards', () => {
    const firstOf = (me: string) => plan({ me, shards: shardsOf(undefined) }).take[0]?.shard;

    expect(new Set(['a', 'b', 'c', 'd'].map(firstOf)).size).toBe(4);
  });
});
