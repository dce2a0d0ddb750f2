import { parseArgs } from 'node:util';
import pg from 'pg';
import { copyBinary, CopyBinaryWriter } from '../../core/database/copy-binary.ts';
import { openDatagram } from '../../core/mooncmd/open-datagram.ts';
import { LoadMix } from '../load/load-mix.ts';
import { withBenchDatabase } from '../support/bench-database.ts';

const TABLE = 'copy_ceiling';
const COLUMNS = ['received_at', 'terminal_id', 'kind', 'payload'] as const;
const SOURCES = 3_000;
const ROWS_PER_COMMIT = 10_000;

export interface CopyCeiling {
  /** Median of the runs. */
  readonly rowsPerS: number;
  readonly runsPerS: readonly number[];
  readonly rowsPerRun: number;
  readonly bytesPerRun: number;
}

/**
 * The rate at which one connection of this PostgreSQL takes the rows of `datagram_log` by binary COPY, into a table of the same
 * columns and indexes, a commit every 10,000 rows. Everything is built before the clock starts, and nothing else runs: no
 * program that stores these rows over one connection can be faster.
 * @param databaseUrl a migrated database: the table's shape is taken from it
 */
export async function measureCopyCeiling(
  databaseUrl: string,
  rowsPerRun = 250_000,
  runs = 3,
): Promise<CopyCeiling> {
  const batches = buildBatches(rowsPerRun);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`drop table if exists ${TABLE}`);
    await client.query(`create table ${TABLE} (like datagram_log including all)`);
    const runsPerS: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      await client.query(`truncate ${TABLE}`);
      // What earlier runs left to be written must not be written during this one.
      await client.query('checkpoint');
      const startMs = performance.now();
      for (const batch of batches) await copyBinary(client, TABLE, COLUMNS, batch);
      runsPerS.push(Math.round((rowsPerRun * 1000) / (performance.now() - startMs)));
    }
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${TABLE}`);
    if (Number(rows[0]?.count) !== rowsPerRun)
      throw new RowsMissingError(`${rows[0]?.count ?? 0} of ${rowsPerRun} rows`);
    const sorted = runsPerS.toSorted((one, other) => one - other);
    return {
      rowsPerS: sorted[Math.floor(sorted.length / 2)] ?? 0,
      runsPerS,
      rowsPerRun,
      bytesPerRun: batches.reduce((sum, batch) => sum + batch.length, 0),
    };
  } finally {
    await client.query(`drop table if exists ${TABLE}`);
    await client.end();
  }
}

export class RowsMissingError extends Error {
  override readonly name = 'RowsMissingError';
}

/** Rows of the load in the order in which `store-batch` writes them: by terminal, then time. */
function buildBatches(rowCount: number): Buffer[] {
  const nowMs = Date.now();
  const mix = new LoadMix({ sources: SOURCES, firstOrderId: 1, nowMs });
  const batches: Buffer[] = [];
  for (let from = 0; from < rowCount; from += ROWS_PER_COMMIT) {
    const count = Math.min(ROWS_PER_COMMIT, rowCount - from);
    const rows = mix.take(count, 'plain').map((datagram, at) => {
      const opened = openDatagram(datagram);
      if (opened.status !== 'message') throw new RowsMissingError(`the load holds a ${opened.status}`);
      return { terminalId: ((from + at) % SOURCES) + 1, receivedAtMs: nowMs + (from + at) / 40, opened };
    });
    rows.sort((one, other) => one.terminalId - other.terminalId || one.receivedAtMs - other.receivedAtMs);
    const writer = new CopyBinaryWriter(count * 256);
    for (const { terminalId, receivedAtMs, opened } of rows) {
      writer.startRow(COLUMNS.length);
      writer.timestamp(receivedAtMs);
      writer.bigint(terminalId);
      writer.bytes(Buffer.from(opened.kind));
      writer.bytes(opened.payload);
    }
    batches.push(writer.finish());
  }
  return batches;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      'database-url': { type: 'string' },
      rows: { type: 'string', default: '250000' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    console.log(`Measures how many rows a second one connection of PostgreSQL takes by COPY into a table like datagram_log.

  --database-url URL   a migrated database (a PostgreSQL of its own in a temporary directory)
  --rows N             rows of a run (250000); three runs, the median counts
`);
  } else {
    await withBenchDatabase(values['database-url'], async (databaseUrl) => {
      console.log(JSON.stringify(await measureCopyCeiling(databaseUrl, Number(values.rows))));
    });
  }
}
