import type { Queryable } from '../../database/pool.ts';
import { listResults, type TerminalResult } from '../../fleet/commands/read-runs.ts';

/**
 * A function's answer has at most 6 MB, in which the body is escaped a second time: what is one quote in a reply is four characters there.
 */
const MAX_PAGE_BYTES = 2_500_000;

/** So many replies of 64 KB at once are little for a function's memory. */
const ROWS_A_QUERY = 500;

export interface ResultsQuery {
  readonly userId: number;
  readonly runId: string;
  /** @default all */
  readonly state: TerminalResult['state'] | undefined;
  readonly after: number | undefined;
  readonly limit: number;
}

export interface ResultsPage {
  readonly results: readonly TerminalResult[];
  /** Undefined: there is no more. */
  readonly next: number | undefined;
}

/** The results of a run by terminal, as many as were asked for and fit into an answer; none of another's. */
export async function pageResults(
  database: Queryable,
  { userId, runId, state, after, limit }: ResultsQuery,
): Promise<ResultsPage> {
  const results: TerminalResult[] = [];
  const states = state === undefined ? {} : { states: [state] };
  let bytes = 0;
  let next = after;
  do {
    const wanted = Math.min(ROWS_A_QUERY, limit - results.length);
    const page = await listResults(database, { userId, runId, ...states, after: next, limit: wanted });
    for (const item of page.items) {
      bytes += Buffer.byteLength(JSON.stringify(item));
      // The first is always told: a reply is far below the limit.
      if (bytes > MAX_PAGE_BYTES && results.length > 0) return { results, next: results.at(-1)?.terminalId };
      results.push(item);
    }
    next = page.next;
  } while (next !== undefined && results.length < limit);
  return { results, next };
}
