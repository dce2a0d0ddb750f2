import type { Logger } from 'pino';
import type { Ownership } from '../core/fleet/leases/lease-keeper.ts';
import { shardOf, SHARDS } from '../core/fleet/leases/shards.ts';
import { SUBSCRIPTION_POLICY, SubscriptionPlanner } from '../core/fleet/subscription-planner.ts';
import { openPassword } from '../core/fleet/terminal-password.ts';
import type { RegistryChange, ResolvedTerminal } from '../core/fleet/terminal-registry.ts';
import type { SpeechTarget, TerminalSpeaker } from './terminal-speaker.ts';
import type { RegisteredSource } from './thread-messages.ts';
import type { Threads } from './threads.ts';

/** Terminals that one task can hold: the size of the shared table of arrival times (1 MiB). */
export const MAX_TERMINALS = 131_072;

/** A tenth of a second: finer steps would only look at thousands of terminals more often. */
const STEP_MS = 100;

/** What is told to the threads from here. */
type TerminalThreads = Pick<Threads, 'tellReceivers' | 'tellWorkerOf'>;

interface Slot {
  readonly terminal: ResolvedTerminal;
  readonly password: string | null;
}

/**
 * Joins the registry, the leases, the subscriptions and the threads: who is listened to, who is spoken to, who went silent. All registered
 * terminals are listened to. Only those of owned shards are spoken to and judged: the others are silent here because they push elsewhere.
 */
export class TerminalWatch {
  readonly #threads: TerminalThreads;
  readonly #speaker: Pick<TerminalSpeaker, 'say'>;
  readonly #log: Logger;
  readonly #terminalKey: Buffer;
  readonly #ownership: Ownership;
  readonly #planner: SubscriptionPlanner;
  readonly #lastSeenMs: Float64Array;
  readonly #slots = new Map<number, Slot>();
  readonly #slotByKey = new Map<number, number>();
  readonly #slotById = new Map<number, number>();
  readonly #freeSlots: number[] = [];
  /** Epoch by shard whose terminals the planner has. */
  readonly #watchedShards = new Map<number, number>();
  #nextSlot = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    threads: TerminalThreads,
    speaker: Pick<TerminalSpeaker, 'say'>,
    lastSeenMs: SharedArrayBuffer,
    terminalKey: Buffer,
    keepAliveMs: number | undefined,
    ownership: Ownership,
    log: Logger,
  ) {
    this.#ownership = ownership;
    this.#threads = threads;
    this.#speaker = speaker;
    this.#log = log;
    this.#terminalKey = terminalKey;
    this.#lastSeenMs = new Float64Array(lastSeenMs);
    this.#planner = new SubscriptionPlanner({ ...SUBSCRIPTION_POLICY, keepAliveMs }, Math.random);
  }

  get counts(): { readonly online: number; readonly silent: number } {
    return { online: this.#planner.online, silent: this.#planner.silent };
  }

  /** Undefined while the terminal is unknown, disabled, or has no address. */
  targetOf(terminalId: number): SpeechTarget | undefined {
    const slot = this.#slotById.get(terminalId);
    const found = slot === undefined ? undefined : this.#slots.get(slot);
    if (found === undefined) return undefined;
    const { address, port } = found.terminal;
    return { address, port, password: found.password };
  }

  start(): void {
    this.#timer = setInterval(() => this.#step(), STEP_MS);
  }

  /** From here on nobody is spoken to: the next owner does that. */
  stop(): void {
    clearInterval(this.#timer);
  }

  apply(change: RegistryChange): void {
    for (const terminal of change.removed) this.#forget(terminal);
    const added = change.added.flatMap((terminal) => this.#admit(terminal) ?? []);
    this.#threads.tellReceivers({
      type: 'sources',
      removed: change.removed.map((terminal) => terminal.key),
      added,
    });
    this.#log.info({ added: change.added.length, removed: change.removed.length }, 'terminals changed');
  }

  #admit(terminal: ResolvedTerminal): RegisteredSource | undefined {
    const slot = this.#freeSlots.shift() ?? this.#nextSlot++;
    if (slot >= MAX_TERMINALS) {
      this.#log.error(
        { terminalId: terminal.id, limit: MAX_TERMINALS },
        'terminal refused: the task is full',
      );
      return undefined;
    }
    this.#slots.set(slot, { terminal, password: this.#openPassword(terminal) });
    this.#slotByKey.set(terminal.key, slot);
    this.#slotById.set(terminal.id, slot);
    this.#lastSeenMs[slot] = 0;
    if (this.#watchedShards.has(shardOf(terminal.id))) this.#planner.watch(slot, Date.now());
    return { key: terminal.key, terminalId: terminal.id, slot };
  }

  #forget(terminal: ResolvedTerminal): void {
    const slot = this.#slotByKey.get(terminal.key);
    if (slot === undefined) return;
    this.#slotByKey.delete(terminal.key);
    this.#slotById.delete(terminal.id);
    this.#slots.delete(slot);
    this.#planner.unwatch(slot);
    this.#freeSlots.push(slot);
  }

  #openPassword(terminal: ResolvedTerminal): string | null {
    if (terminal.passwordSealed === null) return null;
    try {
      return openPassword(this.#terminalKey, terminal.passwordSealed);
    } catch (error) {
      // It still may push to us; only its commands go unsigned, and it will refuse them.
      this.#log.error({ err: error, terminalId: terminal.id }, 'password of a terminal cannot be opened');
      return null;
    }
  }

  /** A shard that came, or went and came again, is subscribed from the beginning; one that went is forgotten without an `offline`. */
  #followOwnership(): void {
    const owned = this.#ownership.owned();
    for (let shard = 0; shard < SHARDS; shard += 1) {
      const epoch = owned.get(shard);
      if (epoch === this.#watchedShards.get(shard)) continue;
      if (epoch === undefined) this.#watchedShards.delete(shard);
      else this.#watchedShards.set(shard, epoch);
      for (const [slot, { terminal }] of this.#slots) {
        if (shardOf(terminal.id) !== shard) continue;
        if (epoch === undefined) this.#planner.unwatch(slot);
        else this.#planner.watch(slot, Date.now());
      }
    }
  }

  #step(): void {
    this.#followOwnership();
    const { commands, changes } = this.#planner.step(Date.now(), (slot) => this.#lastSeenMs[slot] ?? 0);
    for (const { slot, command } of commands) {
      const target = this.#slots.get(slot);
      if (target !== undefined) this.#speaker.say(target.terminal.id, command, command === 'lst');
    }
    for (const { slot, isOnline, occurredAtMs } of changes) {
      const terminalId = this.#slots.get(slot)?.terminal.id;
      if (terminalId !== undefined)
        this.#threads.tellWorkerOf(terminalId, { type: 'liveness', terminalId, occurredAtMs, isOnline });
    }
  }
}
