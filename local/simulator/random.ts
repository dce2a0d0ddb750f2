/** Numbers that look random and repeat with their seed: one source a terminal, so that its life does not hang on the others' timing. */
export interface Random {
  /** @returns a fraction, 0 <= x < 1. */
  fraction(): number;
  /** @returns a whole number, `low` and `high` included. */
  whole(low: number, high: number): number;
  /** @returns a number, low <= x < high. */
  between(low: number, high: number): number;
  /** @returns true in `percent` of 100 cases. */
  happens(percent: number): boolean;
  /** @returns one of the values. @throws RangeError when there is none. */
  pick<T>(values: readonly T[]): T;
}

/** mulberry32: 32 bits of state, passes the tests that a simulator needs. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + fraction() * (high - low);
  const whole = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    between,
    whole,
    happens: (percent) => fraction() * 100 < percent,
    pick: (values) => {
      const value = values[whole(0, values.length - 1)];
      if (value === undefined) throw new RangeError('nothing to pick from');
      return value;
    },
  };
}

/** @returns a seed of its own for the n-th of many; neighbours get seeds far apart. */
export function seedOf(seed: number, n: number): number {
  return Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35);
}
