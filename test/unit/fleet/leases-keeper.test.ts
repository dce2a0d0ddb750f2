import { pino } from 'pino';
import type { LeaseRows, LeaseTable } from '../../../core/aws/lease-table.ts';
import { LeaseKeeper } from '../../../core/fleet/leases/lease-keeper.ts';
import { LEASE_POLICY } from '../../../core/fleet/leases/lease-policy.ts';
import { SHARDS } from '../../../core/fleet/leases/shards.ts';
import { VirtualTime } from './virtual-time.ts';

const nothing = (): void => undefined;

/** A table that grants everything at once, except what a test holds back. */
class GrantingTable implements LeaseTable {
  readonly calls: string[] = [];
  readonly #shards = new Map<number, { readonly owner: string | undefined; readonly epoch: number }>();
  #task = '';
  #renewal = 0;
  renewalAnswer: () => Promise<boolean> = () => Promise.resolve(true);
  isReachable = true;

  read(): Promise<LeaseRows> {
    if (!this.isReachable) return Promise.reject(new Error('away'));
    return Promise.resolve({
      shards: [...this.#shards].map(([shard, row]) => ({ shard, ...row })),
      tasks: [{ task: this.#task, renewal: this.#renewal }],
    });
  }

  openSession(task: string): Promise<void> {
    this.calls.push(`open ${task}`);
    this.#task = task;
    return Promise.resolve();
  }

  renewSession(_task: string, renewal: number): Promise<boolean> {
    this.calls.push(`renew ${renewal}`);
    this.#renewal = renewal;
    return this.isReachable ? this.renewalAnswer() : Promise.reject(new Error('away'));
  }

  expireSession(): Promise<boolean> {
    return Promise.resolve(true);
  }

  closeSession(task: string): Promise<void> {
    this.calls.push(`close ${task}`);
    return this.isReachable ? Promise.resolve() : Promise.reject(new Error('away'));
  }

  takeShard({ shard, epoch }: { shard: number; epoch: number }, owner: string): Promise<boolean> {
    this.#shards.set(shard, { owner, epoch: epoch + 1 });
    return Promise.resolve(true);
  }

  releaseShard(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

function startKeeper(table: LeaseTable): { readonly time: VirtualTime; readonly keeper: LeaseKeeper } {
  const time = new VirtualTime();
  let sessions = 0;
  const keeper = new LeaseKeeper({
    table,
    policy: LEASE_POLICY,
    clock: {
      nowMs: () => time.nowMs,
      sleep: (ms, wake) =>
        new Promise((resolve) => {
          time.after(ms, resolve);
          wake.addEventListener('abort', () => resolve());
        }),
    },
    newTaskId: () => `session-${(sessions += 1)}`,
    log: pino({ level: 'silent' }),
  });
  time.after(0, () => keeper.start(undefined));
  return { time, keeper };
}

describe('a task that keeps leases', () => {
  it('takes all shards when it is alone', async () => {
    const { time, keeper } = startKeeper(new GrantingTable());

    await time.runUntil(100, nothing);

    expect(keeper.owned().size).toBe(SHARDS);
  });

  it('counts a renewal from before it was sent, however late the answer is read', async () => {
    const table = new GrantingTable();
    const { time, keeper } = startKeeper(table);
    await time.runUntil(2_900, nothing);
    const answer = Promise.withResolvers<boolean>();
    table.renewalAnswer = () => answer.promise;
    const sentAtMs = LEASE_POLICY.renewMs;
    const endsAtMs = sentAtMs + LEASE_POLICY.leaseMs - LEASE_POLICY.marginMs;
    time.after(endsAtMs - 2_910, () => answer.resolve(true));

    await time.runUntil(endsAtMs - 1, nothing);
    const beforeTheEnd = keeper.owned().size;
    await time.runUntil(endsAtMs, nothing);

    expect(table.calls.filter((call) => call.startsWith('renew'))).toHaveLength(1);
    expect([beforeTheEnd, keeper.owned().size]).toEqual([SHARDS, 0]);
  });

  it('stops owning when the table is away for too long, and goes on when it is back and nobody ended its session', async () => {
    const table = new GrantingTable();
    const { time, keeper } = startKeeper(table);
    await time.runUntil(5_000, nothing);
    table.isReachable = false;
    await time.runUntil(10_000, nothing);
    const during = keeper.owned().size;
    await time.runUntil(30_000, nothing);
    const after = keeper.owned().size;
    table.isReachable = true;
    await time.runUntil(32_000, nothing);

    expect([during, after, keeper.owned().size]).toEqual([SHARDS, 0, SHARDS]);
    expect(table.calls.filter((call) => call.startsWith('open'))).toEqual(['open session-1']);
  });

  it('never sends a renewal number twice, since the one without an answer may still be done', async () => {
    const table = new GrantingTable();
    const { time } = startKeeper(table);
    table.renewalAnswer = () => Promise.reject(new Error('no answer'));

    await time.runUntil(10_000, nothing);

    const renewals = table.calls.filter((call) => call.startsWith('renew'));
    expect(renewals.length).toBeGreaterThan(3);
    expect(new Set(renewals).size).toBe(renewals.length);
  });

  it('owns nothing from the moment it leaves, and ends its session in the table', async () => {
    const table = new GrantingTable();
    const { time, keeper } = startKeeper(table);
    await time.runUntil(1_500, nothing);

    const leaving = keeper.leave();
    const owned = keeper.owned().size;

    expect(owned).toBe(0);
    expect((await leaving).size).toBe(SHARDS);
    expect(table.calls.at(-1)).toBe('close session-1');
  });

  it('leaves within three attempts when the table is away: the lease ends by itself', async () => {
    const table = new GrantingTable();
    const { time, keeper } = startKeeper(table);
    await time.runUntil(1_500, nothing);
    table.isReachable = false;

    await keeper.leave();

    expect(table.calls.filter((call) => call.startsWith('close'))).toHaveLength(3);
  });
});
