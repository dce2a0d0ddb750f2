export interface StepReport {
  readonly name: string;
  /** How long it took. */
  readonly ms: number;
  /** Since the first step began. */
  readonly atMs: number;
}

/** The steps of a start: several at once, each told when it is done, all known by name until then. */
export class Steps {
  readonly #pending: Set<string>;
  readonly #running: Promise<unknown>[] = [];
  readonly #onStep: (step: StepReport) => void;
  readonly #startedAt = performance.now();

  /** @param names every step there will be: `missing` names them from the beginning */
  constructor(names: readonly string[], onStep: (step: StepReport) => void) {
    this.#pending = new Set(names);
    this.#onStep = onStep;
  }

  get missing(): string[] {
    return [...this.#pending];
  }

  /**
   * @param needs what the step waits for; its time begins then
   */
  run<N, T>(name: string, needs: Promise<N>, work: (needs: N) => Promise<T>): Promise<T> {
    const running = needs.then(async (got) => {
      const beganAt = performance.now();
      const result = await work(got);
      const now = performance.now();
      this.#pending.delete(name);
      this.#onStep({ name, ms: Math.round(now - beganAt), atMs: Math.round(now - this.#startedAt) });
      return result;
    });
    // Whoever started the steps awaits the last ones; a failure of another must not count as unhandled until then.
    running.catch(() => undefined);
    this.#running.push(running);
    return running;
  }

  /** Waits until nothing runs any more, whatever became of it: before what was started is stopped. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}
