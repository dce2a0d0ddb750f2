/** A step of the curve, as the API answers it. */
export interface ProfitPoint {
  readonly at: string;
  readonly orders: number;
  /** Decimal text. */
  readonly profit: string;
  readonly runningProfit: string;
}

export interface ProfitSeries {
  /** In ms since 1970. */
  readonly x: readonly number[];
  readonly running: readonly number[];
  /** Profit of the step where it is not negative, and where it is. */
  readonly gains: readonly (number | null)[];
  readonly losses: readonly (number | null)[];
}

const STEP_MS = { hour: 3_600_000, day: 86_400_000, month: 28 * 86_400_000 } as const;

/**
 * The curve as a chart takes it. It begins with nothing at the beginning of the range, and stays level where no order was closed: the API has no
 * point for such a step.
 * @param from of the range; null: with its first order
 */
export function profitSeries(
  points: readonly ProfitPoint[],
  from: string | null,
  step: keyof typeof STEP_MS,
): ProfitSeries {
  const x: number[] = [];
  const running: number[] = [];
  const gains: (number | null)[] = [];
  const losses: (number | null)[] = [];
  const add = (atMs: number, level: number, profit: number | null): void => {
    x.push(atMs);
    running.push(level);
    gains.push(profit !== null && profit >= 0 ? profit : null);
    losses.push(profit !== null && profit < 0 ? profit : null);
  };
  for (const { at, profit, runningProfit } of points) {
    const atMs = Date.parse(at);
    if (x.length === 0 && from !== null && Date.parse(from) < atMs) add(Date.parse(from), 0, null);
    const [beforeMs, level] = [x.at(-1), running.at(-1)];
    // An hour more than a step is the change to winter time.
    if (beforeMs !== undefined && level !== undefined && atMs - beforeMs > STEP_MS[step] * 1.5)
      add(atMs - STEP_MS[step], level, null);
    add(atMs, Number(runningProfit), Number(profit));
  }
  return { x, running, gains, losses };
}
