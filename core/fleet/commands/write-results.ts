import { plainArrayLiteral, textArrayLiteral } from '../../database/array-literal.ts';
import type { Database } from '../../database/pool.ts';
import type { LaneResult } from './lane-contract.ts';

/** A claimed row, by its key and the claim that took it. */
export interface ClaimedKey {
  readonly createdAt: string;
  readonly runId: string;
  readonly terminalId: number;
  readonly claim: string;
}

export interface SettledResult
  extends ClaimedKey, Pick<LaneResult, 'state' | 'reply' | 'datagrams' | 'reason'> {
  readonly sentAt: Date | null;
  readonly settledAt: Date;
}

const IS_OURS = `r.created_at = v.created_at and r.run_id = v.run_id and r.terminal_id = v.terminal_id
  and r.state = 'claimed' and r.task = v.claim`;

/**
 * Writes what became of claimed rows. A row that somebody else has settled in between stays as it is, so a repetition changes nothing.
 */
export async function writeResults(database: Database, results: readonly SettledResult[]): Promise<void> {
  await database.query(
    `update command_results r
        set state = v.state, reply = v.reply, reply_datagrams = v.datagrams, reason = v.reason, sent_at = v.sent_at, settled_at = v.settled_at
       from unnest($1::timestamptz[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[],
                   $9::timestamptz[], $10::timestamptz[])
         as v(created_at, run_id, terminal_id, claim, state, reply, datagrams, reason, sent_at, settled_at)
      where ${IS_OURS}`,
    [
      ...keyColumns(results),
      plainArrayLiteral(results.map(({ state }) => state)),
      textArrayLiteral(results.map(({ reply }) => reply)),
      plainArrayLiteral(results.map(({ datagrams }) => datagrams)),
      plainArrayLiteral(results.map(({ reason }) => reason)),
      plainArrayLiteral(results.map(({ sentAt }) => sentAt?.toISOString() ?? null)),
      plainArrayLiteral(results.map(({ settledAt }) => settledAt.toISOString())),
    ],
  );
}

/** Gives claimed rows back that were never sent: the next owner of their shards may send them. */
export async function releaseResults(database: Database, keys: readonly ClaimedKey[]): Promise<void> {
  await database.query(
    `update command_results r set state = 'pending', task = null
       from unnest($1::timestamptz[], $2::uuid[], $3::bigint[], $4::text[]) as v(created_at, run_id, terminal_id, claim)
      where ${IS_OURS}`,
    keyColumns(keys),
  );
}

/** Gives back all rows of a claim whose answer never came: nobody knows of them, so none was sent. */
export async function releaseClaim(database: Database, runId: string, claim: string): Promise<void> {
  await database.query(
    `update command_results set state = 'pending', task = null
      where created_at = (select created_at from command_runs where id = $1) and run_id = $1 and state = 'claimed' and task = $2`,
    [runId, claim],
  );
}

function keyColumns(keys: readonly ClaimedKey[]): string[] {
  return [
    textArrayLiteral(keys.map(({ createdAt }) => createdAt)),
    plainArrayLiteral(keys.map(({ runId }) => runId)),
    plainArrayLiteral(keys.map(({ terminalId }) => terminalId)),
    textArrayLiteral(keys.map(({ claim }) => claim)),
  ];
}
