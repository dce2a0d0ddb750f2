import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { type BreakdownBy, BREAKDOWNS, readBreakdown } from '../../fleet/statistics/read-breakdown.ts';
import { readTimes, TIMES } from '../../fleet/statistics/read-times.ts';
import type { Result } from '../../fleet/statistics/sums.ts';
import { answerCsv, CSV_TYPE, type CsvRow, writeCsv } from '../csv.ts';
import { definePlainRoute, TAGS } from '../define-route.ts';
import {
  type AskedStatistics,
  isRangeGiven,
  RANGE_MISMATCH,
  readAsked,
  statisticsInput,
} from './statistics-input.ts';

/** A function's answer has at most 6 MB: a row has some 120 bytes. */
const MAX_ROWS = 20_000;

const RESULT_COLUMNS: readonly (readonly [name: string, cell: (result: Result) => string | null])[] = [
  ['orders', ({ orders }) => String(orders)],
  ['wins', ({ wins }) => String(wins)],
  ['losses', ({ losses }) => String(losses)],
  ['profit', ({ profit }) => profit],
  ['spent', ({ spent }) => spent],
  ['average_profit', ({ averageProfit }) => averageProfit],
  ['win_rate_percent', ({ winRate }) => String(winRate)],
  ['profit_factor', ({ profitFactor }) => (profitFactor === null ? null : String(profitFactor))],
  ['roi_percent', ({ roi }) => (roi === null ? null : String(roi))],
  ['average_duration_s', ({ averageDurationS }) => String(averageDurationS)],
];

export const exportStatisticsRoute = definePlainRoute({
  method: 'GET',
  path: '/api/statistics/export',
  tag: TAGS.statistics,
  summary: 'A breakdown as CSV for spreadsheets',
  description: `The filters of \`GET /api/statistics\`; the first ${MAX_ROWS} rows, by currency. UTF-8, CRLF, plain digits; what a spreadsheet would take for a formula begins with an apostrophe.`,
  query: z
    .strictObject({ ...statisticsInput, by: z.enum([...BREAKDOWNS, ...TIMES]) })
    .refine(isRangeGiven, RANGE_MISMATCH),
  mediaType: CSV_TYPE,
  answer: z.string(),
  handle: async (call) => {
    const { by, ...input } = call.query;
    const table = await call.databases.read('recent', async (database) => {
      const asked = await readAsked(database, call, input);
      const breakdown = BREAKDOWNS.find((one) => one === by);
      if (breakdown !== undefined) return tableOfNames(database, asked, breakdown);
      const time = TIMES.find((one) => one === by);
      return tableOfTimes(database, asked, time ?? 'day');
    });
    const names = [...table.header, ...RESULT_COLUMNS.map(([name]) => name)];
    return answerCsv(await writeCsv(names, table.rows), `statistics-by-${by}.csv`);
  },
});

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

async function tableOfNames(
  database: Queryable,
  { filter, period }: AskedStatistics,
  by: BreakdownBy,
): Promise<Table> {
  const page = await readBreakdown(database, filter, period, {
    by,
    sort: 'profit',
    offset: 0,
    limit: MAX_ROWS,
  });
  return {
    header: ['currency', ...(by === 'terminal' ? ['terminal_id'] : []), by],
    rows: page.rows.map(({ currency, terminalId, name, result }) => [
      currency,
      ...(by === 'terminal' ? [String(terminalId)] : []),
      name,
      ...cellsOf(result),
    ]),
  };
}

async function tableOfTimes(
  database: Queryable,
  { filter, period }: AskedStatistics,
  by: (typeof TIMES)[number],
): Promise<Table> {
  const { rows } = await readTimes(database, filter, period, by);
  const fields =
    by === 'heatmap'
      ? (['weekday', 'hour'] as const)
      : by === 'hour' || by === 'weekday'
        ? ([by] as const)
        : (['date'] as const);
  return {
    header: ['currency', ...fields],
    rows: rows
      .slice(0, MAX_ROWS)
      .map((row) => [row.currency, ...fields.map((field) => cell(row[field])), ...cellsOf(row.result)]),
  };
}

function cell(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

function cellsOf(result: Result): (string | null)[] {
  return RESULT_COLUMNS.map(([, of]) => of(result));
}
