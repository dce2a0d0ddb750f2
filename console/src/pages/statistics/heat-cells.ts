/** What a cell of the heat map may show. */
export const HEAT_MEASURES = ['profit', 'orders', 'winRate'] as const;
export type HeatMeasure = (typeof HEAT_MEASURES)[number];

export interface HeatResult {
  readonly orders: number;
  /** Decimal text. */
  readonly profit: string;
  /** Percent. */
  readonly winRate: number;
}

export interface HeatRow {
  /** 1 is Monday. */
  readonly weekday?: number | undefined;
  /** 0 to 23. */
  readonly hour?: number | undefined;
  readonly result: HeatResult;
}

/** Seven days from Monday, 24 hours each; undefined: no order was closed then. */
export function heatCells(rows: readonly HeatRow[]): (HeatResult | undefined)[][] {
  const days: (HeatResult | undefined)[][] = Array.from({ length: 7 }, () =>
    Array.from({ length: 24 }, () => undefined),
  );
  for (const { weekday, hour, result } of rows) {
    const day = weekday === undefined ? undefined : days[weekday - 1];
    if (day !== undefined && hour !== undefined && hour < 24) day[hour] = result;
  }
  return days;
}

/** A win rate is told by how far it is from one in two. */
export function heatValue({ orders, profit, winRate }: HeatResult, measure: HeatMeasure): number {
  switch (measure) {
    case 'profit':
      return Number(profit);
    case 'orders':
      return orders;
    case 'winRate':
      return winRate - 50;
  }
}
