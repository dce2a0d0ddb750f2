/** A program's counter that begins anew with each of its processes, as one total over all of them. */
export class ContinuedCounter {
  #finished = 0;
  #last = 0;

  update(value: number): void {
    // Lower than before: another process counts from zero.
    if (value < this.#last) this.#finished += this.#last;
    this.#last = value;
  }

  get total(): number {
    return this.#finished + this.#last;
  }
}

/** Growth a second over the last few seconds: smooth enough to be read, quick enough to follow a change. */
export class Rate {
  readonly #points: { readonly atMs: number; readonly total: number }[] = [];
  readonly #spanMs: number;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  add(atMs: number, total: number): void {
    this.#points.push({ atMs, total });
    while (this.#points.length > 2 && (this.#points[1]?.atMs ?? atMs) <= atMs - this.#spanMs)
      this.#points.shift();
  }

  get perSecond(): number {
    const [first, last] = [this.#points[0], this.#points.at(-1)];
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
    return ((last.total - first.total) * 1_000) / (last.atMs - first.atMs);
  }
}

/** Samples of the last few seconds, at most so many. */
export class RecentSamples {
  readonly #spanMs: number;
  readonly #max: number;
  #samples: { readonly atMs: number; readonly value: number }[] = [];

  constructor(spanMs: number, max: number) {
    this.#spanMs = spanMs;
    this.#max = max;
  }

  add(atMs: number, values: readonly number[]): void {
    this.#samples.push(...values.map((value) => ({ atMs, value })));
    if (this.#samples.length > this.#max) this.#samples = this.#samples.slice(-this.#max);
  }

  /** @returns `undefined` when nothing came within the span */
  percentile(nowMs: number, percent: number): number | undefined {
    this.#samples = this.#samples.filter(({ atMs }) => atMs > nowMs - this.#spanMs);
    const values = this.#samples.map(({ value }) => value).sort((one, other) => one - other);
    return values[Math.max(0, Math.ceil((values.length * percent) / 100) - 1)];
  }
}
