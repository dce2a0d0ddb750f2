import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import {
  type BreakdownBy,
  type BreakdownPage,
  BREAKDOWNS,
  type BreakdownSort,
  readBreakdown,
} from '../../fleet/statistics/read-breakdown.ts';
import { readTimes, TIMES } from '../../fleet/statistics/read-times.ts';
import type { Result } from '../../fleet/statistics/sums.ts';
import { answerCsv, CSV_TYPE, type CsvRow, writeCsv } from '../csv.ts';
import { IN_PARTS, nextPartHeaders } from '../csv-parts.ts';
import { cursorInput } from '../cursor.ts';
import { definePlainRoute, TAGS } from '../define-route.ts';
import { pageLimitInput } from '../read-input.ts';
import {
  type AskedStatistics,
  isRangeGiven,
  RANGE_MISMATCH,
  readAsked,
  statisticsInput,
} from './statistics-input.ts';

/** A function's answer has at most 6 MB: a row has some 120 bytes, and three times that with long names that are not ASCII. */
const MAX_ROWS_A_PART = 10_000;

/** What comes before the next part, and when the first one was asked for: the calendar of all parts is that of the first. */
const partCursor = z.object({
  offset: z.int().min(1).max(100_000_000),
  at: z.iso.datetime().transform((text) => new Date(text)),
});

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
  summary: 'A breakdown as CSV for spreadsheets, in parts',
  description: `The filters of \`GET /api/statistics\`. Rows by currency, within it by profit, the highest first; more than a part holds by name instead, since sums may change between two parts. A part has at most ${MAX_ROWS_A_PART} rows; ${IN_PARTS}`,
  query: z
    .strictObject({
      ...statisticsInput,
      by: z.enum([...BREAKDOWNS, ...TIMES]),
      cursor: cursorInput(partCursor),
      limit: pageLimitInput(MAX_ROWS_A_PART, MAX_ROWS_A_PART).describe('Of rows in a part'),
    })
    .refine(isRangeGiven, RANGE_MISMATCH),
  mediaType: CSV_TYPE,
  answer: z.string(),
  handle: async (call) => {
    const { by, cursor, limit, ...input } = call.query;
    const now = cursor?.at ?? call.now;
    const part = { offset: cursor?.offset ?? 0, limit };
    const table = await call.databases.read('recent', async (database) => {
      const asked = await readAsked(database, { caller: call.caller, now }, input);
      const breakdown = BREAKDOWNS.find((one) => one === by);
      if (breakdown !== undefined) return tableOfNames(database, asked, breakdown, part);
      const time = TIMES.find((one) => one === by);
      return tableOfTimes(database, asked, time ?? 'day', part);
    });
    const names = [...table.header, ...RESULT_COLUMNS.map(([name]) => name)];
    const text = await writeCsv(cursor === undefined ? names : undefined, table.rows);
    const end = part.offset + table.rows.length;
    const next = table.rows.length > 0 && end < table.total ? { offset: end, at: now } : undefined;
    const headers = nextPartHeaders(call, '/api/statistics/export', next);
    return answerCsv(text, `statistics-by-${by}.csv`, headers);
  },
});

interface Part {
  readonly offset: number;
  readonly limit: number;
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  /** Of all parts. */
  readonly total: number;
}

async function tableOfNames(
  database: Queryable,
  { filter, period }: AskedStatistics,
  by: BreakdownBy,
  part: Part,
): Promise<Table> {
  const read = (sort: BreakdownSort): Promise<BreakdownPage> =>
    readBreakdown(database, filter, period, { by, sort, ...part });
  const first = part.offset === 0 ? await read('profit') : undefined;
  const page = first !== undefined && first.total <= part.limit ? first : await read('name');
  return {
    header: ['currency', ...(by === 'terminal' ? ['terminal_id'] : []), by],
    rows: page.rows.map(({ currency, terminalId, name, result }) => [
      currency,
      ...(by === 'terminal' ? [String(terminalId)] : []),
      name,
      ...cellsOf(result),
    ]),
    total: page.total,
  };
}

async function tableOfTimes(
  database: Queryable,
  { filter, period }: AskedStatistics,
  by: (typeof TIMES)[number],
  { offset, limit }: Part,
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
      .slice(offset, offset + limit)
      .map((row) => [row.currency, ...fields.map((field) => cell(row[field])), ...cellsOf(row.result)]),
    total: rows.length,
  };
}

function cell(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

function cellsOf(result: Result): (string | null)[] {
  return RESULT_COLUMNS.map(([, of]) => of(result));
}
