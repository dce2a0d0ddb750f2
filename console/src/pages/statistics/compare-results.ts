import { Big } from 'big.js';

/** How an amount differs from that of the period before. */
export interface Change {
  /** Decimal text. */
  readonly difference: string;
  /** 0.5 is half as much again; null: nothing before, or a loss, of which a share says nothing. */
  readonly share: number | null;
}

/** @param now and before: decimal text, or a count */
export function compareAmounts(now: string | number, before: string | number): Change {
  const [current, earlier] = [new Big(now), new Big(before)];
  const difference = current.minus(earlier);
  return {
    difference: difference.toFixed(),
    share: earlier.gt(0) ? difference.div(earlier).toNumber() : null,
  };
}
