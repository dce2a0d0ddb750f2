/** What statistics are kept by. A combination of two is read from `closed_orders`. */
export const DIMENSIONS = ['fleet', 'strategy', 'symbol', 'terminal'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Spans of UTC, coarse to fine. */
export const STEPS = ['year', 'month', 'day', 'hour', 'quarter'] as const;
/** A quarter is one of an hour: every time zone of today begins its days on one, and most of them on an hour. */
export type Step = (typeof STEPS)[number];

/** The tables of cells that there are (migrations/0014_statistics.sql). */
export const CELL_STEPS: Readonly<Record<Dimension, readonly Step[]>> = {
  fleet: ['month', 'day', 'hour', 'quarter'],
  strategy: ['month', 'day', 'hour', 'quarter'],
  // Thousands of keys: a year of months would be tens of thousands of rows.
  symbol: ['year', 'month', 'day'],
  terminal: ['year', 'month', 'day'],
};

/** SQL of the key of a row of `closed_orders`. */
export const KEY_SQL: Readonly<Record<Dimension, string>> = {
  fleet: '0::bigint',
  strategy: 'strategy_id::bigint',
  symbol: 'symbol_id::bigint',
  terminal: 'terminal_id',
};

/** SQL of the beginning of the span in which a moment lies. */
export const STEP_SQL: Readonly<Record<Step, (at: string) => string>> = {
  quarter: (at) => `date_bin('15 minutes', ${at}, timestamptz 'epoch')`,
  hour: (at) => `date_bin('1 hour', ${at}, timestamptz 'epoch')`,
  day: (at) => `date_trunc('day', ${at}, 'UTC')`,
  month: (at) => `date_trunc('month', ${at}, 'UTC')`,
  year: (at) => `date_trunc('year', ${at}, 'UTC')`,
};

/** What a strategy or a symbol that is not named has for an id. */
export const NO_NAME = 0;
