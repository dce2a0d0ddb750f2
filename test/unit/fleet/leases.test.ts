import fc from 'fast-check';
import { LEASE_POLICY } from '../../../core/fleet/leases/lease-policy.ts';
import { SHARDS } from '../../../core/fleet/leases/shards.ts';
import { LeaseWorld, LONGEST_DELAY_MS, type Machine } from './lease-world.ts';

const TROUBLE_MS = 90_000;
const SHARD_NUMBERS = Array.from({ length: SHARDS }, (_, shard) => shard);

const happening = fc.record({
  atMs: fc.integer({ min: 0, max: TROUBLE_MS }),
  what: fc.constantFrom('start', 'start', 'leave', 'crash', 'pause', 'cut-off'),
  machine: fc.nat(7),
  forMs: fc.integer({ min: 100, max: 40_000 }),
});

const story = fc.record({
  seed: fc.integer(),
  trouble: fc.constantFrom(0, 0.1, 0.4, 0.9),
  tasks: fc.integer({ min: 1, max: 5 }),
  happenings: fc.array(happening, { maxLength: 14 }),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function worldOf({ seed, trouble, tasks, happenings }: Story): LeaseWorld {
  const world = new LeaseWorld(randomFrom(seed));
  world.network = { trouble };
  for (let task = 0; task < tasks; task += 1) world.time.after(task * 100, () => world.start());
  for (const { atMs, what, machine, forMs } of happenings) {
    world.time.after(atMs, () => {
      const one = world.machines[machine % Math.max(1, world.machines.length)];
      if (what === 'start') world.start();
      else if (one?.state === 'running') befall(world, one, what, Math.min(forMs, TROUBLE_MS - atMs));
    });
  }
  world.time.after(TROUBLE_MS, () => {
    world.network = { trouble: 0 };
    if (world.living.length === 0) world.start();
  });
  return world;
}

function befall(world: LeaseWorld, machine: Machine, what: string, forMs: number): void {
  switch (what) {
    case 'crash':
      machine.state = 'gone';
      break;
    case 'leave':
      machine.state = 'leaving';
      void machine.keeper.leave().then(() => (machine.state = 'gone'));
      break;
    case 'pause':
      machine.state = 'paused';
      world.time.after(forMs, () => world.resume(machine));
      break;
    case 'cut-off':
      machine.isCutOff = true;
      world.time.after(forMs, () => (machine.isCutOff = false));
      break;
  }
}

describe('leases under crashes, pauses, cut-offs, lost answers and late writes', () => {
  it('never have two owners of a shard, and each shard has one again within the lease and 3 s', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (one) => {
        const world = worldOf(one);
        const ownedAtMs = new Map<number, number>();
        const observe = (): void => {
          for (const shard of SHARD_NUMBERS) {
            const owners = world.ownersOf(shard);
            if (owners.length > 1)
              throw new Error(`shard ${shard} has owners ${owners.join(', ')} at ${world.time.nowMs} ms`);
            if (owners.length === 1) ownedAtMs.set(shard, world.time.nowMs);
          }
        };
        const calmAtMs = TROUBLE_MS + LONGEST_DELAY_MS;

        await world.time.runUntil(calmAtMs, observe);
        ownedAtMs.clear();
        await world.time.runUntil(calmAtMs + LEASE_POLICY.leaseMs + 3_000, observe);
        const unowned = SHARD_NUMBERS.filter((shard) => !ownedAtMs.has(shard));
        await world.time.runUntil(calmAtMs + 60_000, observe);
        const shares = world.living.map(({ keeper }) => keeper.owned().size);

        expect(unowned).toEqual([]);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(SHARDS);
        expect(Math.max(...shares)).toBeLessThanOrEqual(Math.ceil(SHARDS / shares.length));
      }),
      { numRuns: 50 },
    );
  });
});
