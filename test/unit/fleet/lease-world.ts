import { pino } from 'pino';
import type { LeaseRows, LeaseTable, ShardRow, TaskRow } from '../../../core/aws/lease-table.ts';
import type { Clock } from '../../../core/fleet/leases/clock.ts';
import { LeaseKeeper } from '../../../core/fleet/leases/lease-keeper.ts';
import { LEASE_POLICY } from '../../../core/fleet/leases/lease-policy.ts';
import { VirtualTime } from './virtual-time.ts';

const CALL_TIMEOUT_MS = 1_000;

/** A write may still be done this long after it was sent, though nobody waits for it any more. */
export const LONGEST_DELAY_MS = 5_000;

const READ_PARTS = 4;

/** How the network treats one call. */
export interface Network {
  /** 0-1: how many calls are slow or never come back. */
  readonly trouble: number;
}

/** A machine with a keeper on it: its own clock, its own speed, and it can be stopped for a while or for ever. */
export interface Machine {
  readonly keeper: LeaseKeeper;
  state: 'running' | 'paused' | 'leaving' | 'gone';
  isCutOff: boolean;
  readonly held: (() => void)[];
}

/** Tasks, a table and a bad network in virtual time. The table itself is right: each row changes at one moment, conditions hold. */
export class LeaseWorld {
  readonly time = new VirtualTime();
  readonly machines: Machine[] = [];
  readonly #random: () => number;
  readonly #shards = new Map<number, ShardRow>();
  readonly #tasks = new Map<string, TaskRow>();
  network: Network = { trouble: 0 };

  constructor(random: () => number) {
    this.#random = random;
  }

  start(): void {
    const number = this.machines.length;
    let sessions = 0;
    const box: { machine?: Machine } = {};
    const deliver = (run: () => void): void => {
      if (box.machine?.state === 'paused') box.machine.held.push(run);
      else if (box.machine?.state !== 'gone') run();
    };
    const keeper = new LeaseKeeper({
      table: this.#tableFor(deliver, () => box.machine?.isCutOff === true),
      policy: LEASE_POLICY,
      clock: this.#clockFor(deliver),
      newTaskId: () => `${number}.${(sessions += 1)}`,
      log: pino({ level: 'silent' }),
    });
    box.machine = { keeper, state: 'running', isCutOff: false, held: [] };
    this.machines.push(box.machine);
    keeper.start('http://10.0.0.7:9100');
  }

  resume(machine: Machine): void {
    if (machine.state !== 'paused') return;
    machine.state = 'running';
    for (const run of machine.held.splice(0)) run();
  }

  get living(): readonly Machine[] {
    return this.machines.filter(({ state }) => state === 'running' || state === 'paused');
  }

  /** Machines that believe, at this moment, that they own the shard. */
  ownersOf(shard: number): number[] {
    return this.machines.flatMap(({ keeper, state }, number) =>
      state !== 'gone' && keeper.owned().has(shard) ? [number] : [],
    );
  }

  #clockFor(deliver: (run: () => void) => void): Clock {
    const startedAt = this.#random() * 1e9;
    const speed = 0.99 + this.#random() * 0.02;
    return {
      nowMs: () => startedAt + this.time.nowMs * speed,
      sleep: (ms, wake) =>
        new Promise((resolve) => {
          this.time.after(ms / speed, () => deliver(resolve));
          wake.addEventListener('abort', () => resolve());
        }),
    };
  }

  #tableFor(deliver: (run: () => void) => void, isCutOff: () => boolean): LeaseTable {
    const call = <T>(apply: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        this.time.after(CALL_TIMEOUT_MS, () => deliver(() => reject(new Error('no answer'))));
        if (isCutOff()) return;
        this.time.after(this.#delayMs(), () => {
          const answer = apply();
          if (isCutOff() || this.#random() < this.network.trouble / 3) return;
          this.time.after(this.#delayMs(), () => deliver(() => resolve(answer)));
        });
      });
    return {
      read: () => this.#read(call),
      openSession: (task) =>
        call(() => {
          if (!this.#tasks.has(task)) this.#tasks.set(task, { task, renewal: 0 });
        }),
      renewSession: (task, renewal) =>
        call(() => this.#changeTask(task, (row) => row.renewal < renewal, { task, renewal })),
      expireSession: ({ task, renewal }) =>
        call(() => this.#changeTask(task, (row) => row.renewal === renewal, undefined)),
      closeSession: (task) => call(() => void this.#tasks.delete(task)),
      takeShard: (seen, task) => call(() => this.#changeShard(seen, { owner: task, epoch: seen.epoch + 1 })),
      releaseShard: (seen) => call(() => this.#changeShard(seen, { owner: undefined, epoch: seen.epoch })),
    };
  }

  /** As a scan does: rows are read at different moments, so what it shows may never have been true at once. */
  async #read(call: <T>(apply: () => T) => Promise<T>): Promise<LeaseRows> {
    const salt = Math.floor(this.#random() * 97);
    const partOf = (id: string): number => {
      let sum = salt;
      for (const character of id) sum = sum * 31 + character.charCodeAt(0);
      return sum % READ_PARTS;
    };
    const shards: ShardRow[] = [];
    const tasks: TaskRow[] = [];
    for (let part = 0; part < READ_PARTS; part += 1) {
      await call(() => {
        shards.push(...[...this.#shards.values()].filter((row) => partOf(`shard#${row.shard}`) === part));
        tasks.push(...[...this.#tasks.values()].filter((row) => partOf(row.task) === part));
      });
    }
    return { shards, tasks };
  }

  #changeTask(task: string, condition: (row: TaskRow) => boolean, next: TaskRow | undefined): boolean {
    const row = this.#tasks.get(task);
    if (row === undefined || !condition(row)) return false;
    if (next === undefined) this.#tasks.delete(task);
    else this.#tasks.set(task, next);
    return true;
  }

  #changeShard(seen: ShardRow, next: Omit<ShardRow, 'shard'>): boolean {
    const row = this.#shards.get(seen.shard);
    if (row?.owner !== seen.owner || (row?.epoch ?? 0) !== seen.epoch) return false;
    this.#shards.set(seen.shard, { shard: seen.shard, ...next });
    return true;
  }

  #delayMs(): number {
    const dice = this.#random();
    if (dice < this.network.trouble / 3) return this.#random() * LONGEST_DELAY_MS;
    return dice < this.network.trouble ? this.#random() * 700 : 2 + this.#random() * 20;
  }
}
