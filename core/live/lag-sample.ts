/** Of so many values at most. */
const CAPACITY = 10_000;

/** An even sample of values that come one after the other: each, then each second one, each fourth one, as they become more. */
export class LagSample {
  #values: number[] = [];
  #stride = 1;
  #count = 0;

  add(value: number): void {
    if (this.#count % this.#stride === 0) this.#values.push(value);
    this.#count += 1;
    if (this.#values.length < CAPACITY) return;
    this.#values = this.#values.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  get values(): readonly number[] {
    return this.#values;
  }
}
