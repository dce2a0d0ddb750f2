import type { Database } from './pool.ts';

export interface Readiness {
  /** `ok`, or why not, in words that name no host and no account. */
  readonly writer: ReadinessState;
  readonly reader: ReadinessState;
}

export type ReadinessState = 'ok' | 'no-answer' | 'read-only';

export interface ReadinessDatabases {
  readonly writer: Database;
  readonly reader: Database;
}

/** Route 53 and CloudFront ask often and wait seconds; a database that needs longer than this is not ready. */
const ANSWER_LIMIT_MS = 1_000;

/** Whether writes are taken and reads answered, each within a second. A region that only follows another is not ready: its writer has no
 * address there (`no-answer`), or takes no writes (`read-only`). */
export async function checkReadiness(open: () => Promise<ReadinessDatabases>): Promise<Readiness> {
  const [writer, reader] = await Promise.all([
    within(ANSWER_LIMIT_MS, async () => checkWriter((await open()).writer)),
    within(ANSWER_LIMIT_MS, async () => checkReader((await open()).reader)),
  ]);
  return { writer, reader };
}

async function checkWriter(database: Database): Promise<ReadinessState> {
  const { rows } = await database.query<{ is_read_only: boolean }>(
    "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as is_read_only",
  );
  return rows[0]?.is_read_only === false ? 'ok' : 'read-only';
}

async function checkReader(database: Database): Promise<ReadinessState> {
  await database.query('select 1');
  return 'ok';
}

async function within(limitMs: number, ask: () => Promise<ReadinessState>): Promise<ReadinessState> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<ReadinessState>((resolve) => {
    timer = setTimeout(() => resolve('no-answer'), limitMs);
  });
  try {
    // A question that fails after its time was up has nobody to tell.
    return await Promise.race([ask().catch((): ReadinessState => 'no-answer'), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
