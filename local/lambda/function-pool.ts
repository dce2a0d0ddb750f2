import { setTimeout as sleep } from 'node:timers/promises';
import { type ExecutionEnvironment, InvocationFailedError } from './environment.ts';

/** A function whose bundle does not load is tried again, not in a tight loop. */
const RESTART_BACK_OFF_MS = 1_000;

export interface FunctionPoolOptions {
  readonly name: string;
  /** Starts the environment of a slot; slot 0 is the first one. */
  readonly start: (slot: number) => Promise<ExecutionEnvironment>;
  /** Called whenever an environment comes or goes, with the process id or `undefined`. */
  readonly onPid: (slot: number, pid: number | undefined) => void;
  /** How many may run at once. */
  readonly maxEnvironments: number;
}

/** Lambda's limit for what runs at once in an account: more than this is refused, there and here. */
const MAX_WAITING = 1_000;

interface Slot {
  environment: ExecutionEnvironment | undefined;
  busy: boolean;
}

/**
 * The execution environments of one function. Slot 0 is kept warm, so that the program has a process to be looked at (and to
 * be killed in a test); the others come when events overlap, as with Lambda. Where Lambda would start still more of them an event waits: this is one machine.
 */
export class FunctionPool {
  readonly #options: FunctionPoolOptions;
  readonly #slots: Slot[];
  /** Events without an environment, first come first served. */
  readonly #waiting: ((slot: Slot) => void)[] = [];
  #stopping = false;

  constructor(options: FunctionPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.maxEnvironments }, () => ({
      environment: undefined,
      busy: false,
    }));
  }

  get name(): string {
    return this.#options.name;
  }

  /** Starts slot 0. @throws InvocationFailedError when the bundle does not load */
  async warmUp(): Promise<void> {
    const slot = this.#slots[0];
    if (slot === undefined || slot.environment !== undefined) return;
    slot.busy = true;
    try {
      await this.#environmentOf(slot);
    } finally {
      slot.busy = false;
    }
  }

  /**
   * @throws InvocationFailedError when the handler throws, times out, dies, or too many events wait (a throttle)
   */
  async invoke(event: unknown): Promise<unknown> {
    const slot = await this.#takeSlot();
    try {
      if (this.#stopping) throw new InvocationFailedError(`${this.name} is stopping`);
      const environment = await this.#environmentOf(slot);
      return await environment.invoke(event);
    } finally {
      this.#giveBack(slot);
    }
  }

  async #takeSlot(): Promise<Slot> {
    const free = this.#slots.filter((slot) => !slot.busy);
    const slot = free.find((one) => one.environment !== undefined) ?? free[0];
    if (slot !== undefined) {
      slot.busy = true;
      return slot;
    }
    if (this.#waiting.length >= MAX_WAITING)
      throw new InvocationFailedError(`${this.name}: ${MAX_WAITING} events wait already`);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** To the next event that waits, still busy; nobody comes between. */
  #giveBack(slot: Slot): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(slot);
      return;
    }
    slot.busy = false;
    void this.#keepWarm();
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const running = this.#slots.map(({ environment }) => environment).filter((one) => one !== undefined);
    await Promise.all(running.map((environment) => environment.stop(graceMs)));
  }

  async #environmentOf(slot: Slot): Promise<ExecutionEnvironment> {
    if (slot.environment !== undefined) return slot.environment;
    const index = this.#slots.indexOf(slot);
    const environment = await this.#options.start(index);
    slot.environment = environment;
    this.#options.onPid(index, environment.pid);
    void environment.exited.then(() => {
      slot.environment = undefined;
      this.#options.onPid(index, undefined);
      void this.#keepWarm();
    });
    return environment;
  }

  /** Slot 0 lost its process: start the next one now, not at the next event. */
  async #keepWarm(): Promise<void> {
    while (!this.#stopping && this.#slots[0]?.busy === false && this.#slots[0].environment === undefined) {
      try {
        await this.warmUp();
      } catch {
        // The reason stands in the function's log; the next event meets it too.
        await sleep(RESTART_BACK_OFF_MS, undefined, { ref: false });
      }
    }
  }
}
