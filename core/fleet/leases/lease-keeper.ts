import type { Logger } from 'pino';
import type { LeaseTable, ShardRow } from '../../aws/lease-table.ts';
import type { Clock } from './clock.ts';
import type { LeasePolicy } from './lease-policy.ts';
import { type LeasePlan, planLeases } from './plan-leases.ts';
import { type Sightings, sightTasks } from './sight-tasks.ts';

const CLOSE_ATTEMPTS = 3;

const NOTHING: ReadonlyMap<number, number> = new Map();

/** What the rest of the task asks before it speaks. */
export interface Ownership {
  /** Epoch by shard that may be spoken to now. Another epoch than before: somebody else may have spoken in between. */
  owned(): ReadonlyMap<number, number>;
  /** Until when, on the monotonic clock, what `owned` says holds. */
  readonly speakUntilMs: number;
}

export interface LeaseKeeperOptions {
  readonly table: LeaseTable;
  readonly policy: LeasePolicy;
  readonly clock: Clock;
  /** Must never give the same id twice. */
  readonly newTaskId: () => string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

interface Session {
  readonly task: string;
  /** Epoch by shard. */
  readonly held: Map<number, number>;
  renewal: number;
  renewedAtMs: number;
  validUntilMs: number;
}

/**
 * Holds this task's share of the shards. One session is renewed for all of them; it is counted from before the renewal was sent, so it
 * runs out here before anybody else may end it in the table. One that was ended is over for ever, and a new one begins without shards.
 * One step runs at a time, so a look shows all that earlier steps have done.
 */
export class LeaseKeeper implements Ownership {
  readonly #table: LeaseTable;
  readonly #policy: LeasePolicy;
  readonly #clock: Clock;
  readonly #newTaskId: () => string;
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #stopping = new AbortController();
  /** Sessions of this task that are over here but perhaps not in the table: closing them saves the others the lease time. */
  readonly #unclosed = new Set<string>();
  #address: string | undefined;
  #session: Session | undefined;
  #sightings: Sightings = new Map();
  #ownersBefore: ReadonlyMap<number, string> = new Map();
  #isAway = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: LeaseKeeperOptions) {
    this.#table = options.table;
    this.#policy = options.policy;
    this.#clock = options.clock;
    this.#newTaskId = options.newTaskId;
    this.#log = options.log;
  }

  owned(): ReadonlyMap<number, number> {
    const session = this.#session;
    return session !== undefined && this.#isValid(session) ? session.held : NOTHING;
  }

  get speakUntilMs(): number {
    return this.#session?.validUntilMs ?? 0;
  }

  /** @param address of this task's command gateway: whoever reads the table posts there. Undefined: it takes no commands */
  start(address: string | undefined): void {
    this.#address = address;
    this.#running = this.#run();
  }

  /**
   * Stops owning at once, then ends the session, which frees its shards: the others see it at their next look.
   * @returns the shards that were owned
   */
  async leave(): Promise<ReadonlySet<number>> {
    const shards = new Set(this.owned().keys());
    this.#stopping.abort();
    this.#dropSession();
    await this.#running;
    for (let attempt = 1; attempt <= CLOSE_ATTEMPTS && this.#unclosed.size > 0; attempt += 1) {
      await this.#closeSessions().catch((error: unknown) =>
        this.#log.warn({ err: error, attempt }, 'leases cannot be released; they end by themselves'),
      );
    }
    return shards;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let isChanged = false;
      try {
        isChanged = await this.#step();
        if (this.#isAway) this.#log.info({ shards: this.owned().size }, 'leases can be kept again');
        this.#isAway = false;
      } catch (error) {
        // Once: while the table is away the task receives and waits, and each second would say the same.
        if (!this.#isAway)
          this.#log.warn({ err: error }, 'leases cannot be kept; nobody is spoken to once they run out');
        this.#isAway = true;
      }
      if (!isChanged) await this.#clock.sleep(this.#policy.lookMs, signal);
    }
  }

  /** @returns whether the table should be looked at again without a pause */
  async #step(): Promise<boolean> {
    const session = await this.#liveSession();
    const { shards, tasks } = await this.#table.read();
    const nowMs = this.#clock.nowMs();
    this.#sightings = sightTasks(this.#sightings, tasks, nowMs);
    const ownersBefore = this.#ownersBefore;
    this.#ownersBefore = ownersOf(shards);
    if (session === undefined || !this.#isValid(session)) return false;

    const { task: me, held } = session;
    const view = { me, held, shards, sightings: this.#sightings, ownersBefore };
    const plan = planLeases(view, this.#policy, nowMs);
    await this.#carryOut(plan, session);
    return plan.expire.length > 0;
  }

  /** Renews the session when it is time, or begins a new one. */
  async #liveSession(): Promise<Session | undefined> {
    if (this.#session === undefined) return this.#openSession();
    if (this.#clock.nowMs() - this.#session.renewedAtMs >= this.#policy.renewMs)
      await this.#renewSession(this.#session);
    return this.#session;
  }

  async #openSession(): Promise<Session | undefined> {
    await this.#closeSessions();
    const task = this.#newTaskId();
    const sentAtMs = this.#clock.nowMs();
    // Should the answer be lost, the row may be there all the same.
    this.#unclosed.add(task);
    await this.#table.openSession(task, this.#address);
    if (this.#stopping.signal.aborted) return undefined;
    this.#unclosed.delete(task);
    this.#session = { task, held: new Map(), renewal: 0, renewedAtMs: sentAtMs, validUntilMs: 0 };
    this.#session.validUntilMs = this.#validUntilMs(sentAtMs);
    return this.#session;
  }

  async #renewSession(session: Session): Promise<void> {
    const sentAtMs = this.#clock.nowMs();
    // A number is never sent twice: an attempt without an answer may have been done, or be done later.
    session.renewal += 1;
    const isRenewed = await this.#table.renewSession(session.task, session.renewal);
    if (this.#session !== session) return;
    if (isRenewed) {
      // Also after it had run out here: nobody has ended it in the table, so nobody has taken its shards.
      session.renewedAtMs = sentAtMs;
      session.validUntilMs = this.#validUntilMs(sentAtMs);
    } else {
      this.#log.warn({ shards: session.held.size }, 'the leases were taken over; a new session begins');
      this.#dropSession();
    }
  }

  async #carryOut(plan: LeasePlan, session: Session): Promise<void> {
    for (const shard of plan.forget) session.held.delete(shard);
    // Silent first, released then: the next owner may speak the moment the table says so.
    for (const { shard } of plan.release) session.held.delete(shard);
    const writes = await Promise.allSettled([
      ...plan.release.map((row) => this.#table.releaseShard(row)),
      ...plan.take.map((row) => this.#take(row, session)),
      ...plan.expire.map((row) => this.#table.expireSession(row)),
    ]);
    const failed = writes.find((write) => write.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const { release, take, expire } = plan;
    if (release.length + take.length + expire.length > 0)
      this.#log.info(
        { owned: session.held.size, released: release.length, taken: take.length, expired: expire.length },
        'leases changed',
      );
  }

  async #take(row: ShardRow, session: Session): Promise<void> {
    const isTaken = await this.#table.takeShard(row, session.task);
    if (isTaken) session.held.set(row.shard, row.epoch + 1);
  }

  async #closeSessions(): Promise<void> {
    for (const task of this.#unclosed) {
      await this.#table.closeSession(task);
      this.#unclosed.delete(task);
    }
  }

  #dropSession(): void {
    if (this.#session !== undefined) this.#unclosed.add(this.#session.task);
    this.#session = undefined;
  }

  #validUntilMs(sentAtMs: number): number {
    return sentAtMs + this.#policy.leaseMs - this.#policy.marginMs;
  }

  #isValid(session: Session): boolean {
    return this.#session === session && this.#clock.nowMs() < session.validUntilMs;
  }
}

function ownersOf(shards: readonly ShardRow[]): ReadonlyMap<number, string> {
  return new Map(shards.flatMap(({ shard, owner }) => (owner === undefined ? [] : [[shard, owner]])));
}
