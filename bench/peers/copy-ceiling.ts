import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import pg, { type ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyBinary } from '../../core/database/copy-binary.ts';
import { LoadMix } from '../load/load-mix.ts';
import { median } from '../load/percentile.ts';
import { withBenchDatabase } from './bench-database.ts';
import { BALANCE_COLUMNS, type CopyRows, CopyRowsBuilder, LOG_COLUMNS, ORDER_COLUMNS } from './copy-rows.ts';

const SOURCES = 3_000;
const RECORDS_PER_COMMIT = 10_000;
const RUNS = 3;

/** Records a second, medians of three runs, over one connection, with nothing else running. */
export interface CopyCeiling {
  /** A program that makes the rows of the log and of the projections out of the datagrams and copies them: no SQS, no UDP, no updates. */
  readonly builtPerS: number;
  /** The same rows made before the clock starts: what the database alone can take. */
  readonly prebuiltPerS: number;
  /** The log's rows only, made before the clock starts. */
  readonly prebuiltLogPerS: number;
}

/**
 * How fast the rows that Telefleet commits can be copied, a transaction per 10,000 records, into tables of the same columns and indexes.
 * COPY cannot update: an order's versions and a terminal's balances are rows of their own here.
 * @param databaseUrl a migrated database: the tables' shapes are taken from it
 */
export async function measureCopyCeiling(databaseUrl: string, records = 250_000): Promise<CopyCeiling> {
  const nowMs = Date.now();
  const datagrams = new LoadMix({ sources: SOURCES, firstOrderId: 1, nowMs }).take(records, 'plain');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const measure = async (tables: readonly Table[], prebuilt: boolean): Promise<number> => {
      const rates: number[] = [];
      for (let run = 0; run < RUNS; run += 1)
        rates.push(await copyOnce(client, datagrams, nowMs, tables, prebuilt));
      return median(rates);
    };
    return {
      builtPerS: await measure(TABLES, false),
      prebuiltPerS: await measure(TABLES, true),
      prebuiltLogPerS: await measure(TABLES.slice(0, 1), true),
    };
  } finally {
    await dropTables(client);
    await client.end();
  }
}

interface Table {
  readonly name: string;
  readonly ddl: string;
  readonly copy: (client: ClientBase, rows: CopyRows) => Promise<void>;
}

const TABLES: readonly Table[] = [
  {
    name: 'copy_log',
    ddl: 'create table copy_log (like datagram_log including all)',
    copy: (client, { log }) => copyBinary(client, 'copy_log', LOG_COLUMNS, log),
  },
  {
    name: 'copy_orders',
    ddl: 'create table copy_orders (like orders including all)',
    copy: (client, { orders }) => copyText(client, 'copy_orders', ORDER_COLUMNS, orders),
  },
  {
    name: 'copy_balances',
    // Without its key, since every version is a row.
    ddl: 'create table copy_balances (like balances including defaults)',
    copy: (client, { balances }) => copyText(client, 'copy_balances', BALANCE_COLUMNS, balances),
  },
];

async function copyOnce(
  client: ClientBase,
  datagrams: readonly Buffer[],
  nowMs: number,
  tables: readonly Table[],
  prebuilt: boolean,
): Promise<number> {
  await dropTables(client);
  for (const { ddl } of tables) await client.query(ddl);
  const builder = new CopyRowsBuilder(SOURCES, nowMs);
  const parts: Buffer[][] = [];
  for (let from = 0; from < datagrams.length; from += RECORDS_PER_COMMIT)
    parts.push(datagrams.slice(from, from + RECORDS_PER_COMMIT));
  const built = prebuilt ? parts.map((part) => builder.build(part)) : undefined;
  // What earlier runs left to be written must not be written during this one.
  await client.query('checkpoint');
  const startMs = performance.now();
  for (const [index, part] of parts.entries()) {
    const rows = built?.[index] ?? builder.build(part);
    await client.query('begin');
    for (const { copy } of tables) await copy(client, rows);
    await client.query('commit');
  }
  return Math.round((datagrams.length * 1000) / (performance.now() - startMs));
}

async function dropTables(client: ClientBase): Promise<void> {
  await client.query(`drop table if exists ${TABLES.map(({ name }) => name).join(', ')}`);
}

async function copyText(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  text: Buffer,
): Promise<void> {
  const copy = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  copy.end(text);
  await finished(copy);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      'database-url': { type: 'string' },
      records: { type: 'string', default: '250000' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    console.log(`Measures how fast one connection of PostgreSQL takes the rows of Telefleet by COPY, with nothing else running.

  --database-url URL   a migrated database (a PostgreSQL of its own in a temporary directory)
  --records N          records of a run (250000); three runs, the median counts
`);
  } else {
    await withBenchDatabase(values['database-url'], async (databaseUrl) => {
      console.log(JSON.stringify(await measureCopyCeiling(databaseUrl, Number(values.records))));
    });
  }
}
