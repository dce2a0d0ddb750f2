import type { Database } from '../../database/pool.ts';
import { countOpenOrders } from './read-open-orders.ts';
import { readSequence } from './read-sequence.ts';
import { readSums } from './read-sums.ts';
import type { Sequence } from './sequence.ts';
import { findScope, type StatisticFilter } from './statistic-filter.ts';
import { findRange, type RangeQuestion, type StatisticRange } from './statistic-range.ts';
import { NO_SUMS, percentOf, type Result, resultOf } from './sums.ts';

/** What depends on the order of orders. Amounts are decimal text. */
export interface SequenceResult {
  readonly drawdown: {
    readonly amount: string;
    /** Of the highest running profit before the fall, counted from the beginning of the range; null when that was not above zero. */
    readonly percentOfPeak: number | null;
  };
  readonly longestWins: number;
  readonly longestLosses: number;
  readonly best: string | null;
  readonly worst: string | null;
}

/** Of one currency. */
export interface CurrencyOverview {
  /** Null: the terminals did not tell. */
  readonly currency: string | null;
  readonly result: Result;
  /** Null when too many orders would have to be read one by one. */
  readonly sequence: SequenceResult | null;
  /** Now, whatever the period. */
  readonly openOrders: number;
  /** Null where no period lies before. */
  readonly previous: Result | null;
}

export interface Overview {
  readonly asOf: Date | null;
  readonly range: StatisticRange;
  /** Most orders first. */
  readonly currencies: readonly CurrencyOverview[];
}

/** @throws FleetUnknownError, TimeZoneUnknownError, RangeEmptyError */
export async function readOverview(
  database: Database,
  filter: StatisticFilter,
  period: RangeQuestion,
): Promise<Overview> {
  const [scope, range] = await Promise.all([findScope(database, filter), findRange(database, period)]);
  const [sums, before, open] = await Promise.all([
    readSums(database, scope, range),
    range.previous === null ? undefined : readSums(database, scope, range.previous),
    countOpenOrders(database, filter),
  ]);
  const currencies = [...new Set([...sums.keys(), ...(before?.keys() ?? []), ...open.keys()])].map(
    (currency) => ({ currency, now: sums.get(currency) ?? NO_SUMS }),
  );
  currencies.sort(
    (one, other) =>
      other.now.orders - one.now.orders || (one.currency ?? '').localeCompare(other.currency ?? ''),
  );
  return {
    asOf: scope.asOf,
    range,
    currencies: await Promise.all(
      currencies.map(async ({ currency, now }): Promise<CurrencyOverview> => {
        const sequence = await readSequence(database, scope, range, currency, now.orders);
        return {
          currency,
          result: resultOf(now),
          sequence: sequence === undefined ? null : sequenceResult(sequence),
          openOrders: open.get(currency) ?? 0,
          previous: before === undefined ? null : resultOf(before.get(currency) ?? NO_SUMS),
        };
      }),
    ),
  };
}

function sequenceResult(sequence: Sequence): SequenceResult {
  const { drawdown, drawdownPeak, longestWins, longestLosses, best, worst } = sequence;
  return {
    drawdown: {
      amount: drawdown.toFixed(),
      percentOfPeak: drawdownPeak.gt(0) ? percentOf(drawdown, drawdownPeak) : null,
    },
    longestWins,
    longestLosses,
    best: best?.toFixed() ?? null,
    worst: worst?.toFixed() ?? null,
  };
}
