import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { type ClaimedResult, claimResults } from '../../core/fleet/commands/claim-results.ts';
import { releaseResults, type SettledResult, writeResults } from '../../core/fleet/commands/write-results.ts';
import { openPool } from '../../core/database/pool.ts';
import { SHARDS, shardOf } from '../../core/fleet/leases/shards.ts';
import { CommandGateway } from '../../ingest-fargate/command-gateway.ts';
import { type HealthServer, startHealthServer } from '../../ingest-fargate/health-server.ts';
import { ResultWriter } from '../../ingest-fargate/result-writer.ts';
import { startCuttableProxy } from '../support/cuttable-proxy.ts';
import { useTestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';

const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);
const log = pino({ level: 'silent' });

const db = useTestDatabase('command_gateway');
let terminals: readonly number[];

beforeAll(async () => {
  const { rows } = await db.database.query<{ id: string }>(
    `with fleet as (insert into fleets (name) values ('test') returning id)
     insert into terminals (name, host, port, fleet_id)
     select 'terminal-' || n, '10.0.0.1', 3000 + n, fleet.id from fleet, generate_series(1, 40) as n returning id::text`,
  );
  terminals = rows.map(({ id }) => Number(id));
});

interface RunOptions {
  readonly command?: string;
  readonly byBotName?: boolean;
  /** SQL; null: the run has not been dispatched. */
  readonly expires?: string;
}

async function insertRun(
  terminalIds: readonly number[],
  { command = 'STOP', byBotName = false, expires = "now() + interval '5 s'" }: RunOptions = {},
): Promise<string> {
  const runId = randomUUID();
  await db.database.query(
    `with run as (
       insert into command_runs (id, fleet_id, source, target, command, by_bot_name, timeout_ms, idempotency_key, created_at, expires_at)
       select $1, id, 'system', 'all', $2, $3, 5000, $5, now(), ${expires} from fleets limit 1 returning id, created_at
     )
     insert into command_results (created_at, run_id, terminal_id) select run.created_at, run.id, unnest($4::bigint[]) from run`,
    [runId, command, byBotName, terminalIds, runId],
  );
  return runId;
}

async function rowsOf(runId: string) {
  const { rows } = await db.database.query<{
    terminal_id: string;
    state: string;
    task: string | null;
    reply: string | null;
    reason: string | null;
  }>(
    'select terminal_id, state, task, reply, reason from command_results where run_id = $1 order by terminal_id',
    [runId],
  );
  return rows;
}

const statesOf = async (runId: string): Promise<string[]> => [
  ...new Set((await rowsOf(runId)).map(({ state }) => state)),
];
const claim = (runId: string, shards = ALL_SHARDS, name = 'a/1'): Promise<ClaimedResult[]> =>
  claimResults(db.database, { runId, shards, claim: name });

const answered = (row: ClaimedResult, overrides: Partial<SettledResult> = {}): SettledResult => ({
  ...row,
  claim: 'a/1',
  state: 'answered',
  reply: `it's "OK" \\ {1,2}\nдва`,
  datagrams: 1,
  reason: null,
  sentAt: new Date('2025-12-04T10:00:00Z'),
  settledAt: new Date('2025-12-04T10:00:01Z'),
  ...overrides,
});

describe('a run that waits', () => {
  it('is claimed by each task for its own shards, and once, however many ask at the same time', async () => {
    const runId = await insertRun(terminals);
    const asked = await Promise.all(
      Array.from({ length: 10 }, (_, n) => claim(runId, n % 2 === 0 ? [0, 1, 2, 3] : [4, 5], `task/${n}`)),
    );
    const taken = asked.flat().map(({ terminalId }) => terminalId);

    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.toSorted((a, b) => a - b)).toEqual(terminals.filter((id) => shardOf(id) < 6));
    expect((await rowsOf(runId)).filter(({ state }) => state === 'pending')).toHaveLength(
      terminals.filter((id) => shardOf(id) >= 6).length,
    );
  });

  it.each([
    ['has not been dispatched', 'null'],
    ['is too old to be sent', "now() - interval '1 ms'"],
  ])('is left alone when it %s', async (_, expires) => {
    const runId = await insertRun(terminals.slice(0, 3), { expires });

    expect(await claim(runId)).toEqual([]);
    expect(await statesOf(runId)).toEqual(['pending']);
  });

  it('tells what is to be said, with the name that the terminal gave itself, and how long there is time', async () => {
    const [named = 0, unnamed = 0] = terminals;
    await db.database.query(
      `insert into balances (terminal_id, bot_name, received_at) values ($1, 'Бот 7', now())`,
      [named],
    );
    const runId = await insertRun([named, unnamed], { command: 'SetParam "A" B 1', byBotName: true });
    const claimed = (await claim(runId)).toSorted((a, b) => a.terminalId - b.terminalId);

    expect(claimed.map(({ text }) => text)).toEqual([
      'Бот 7:SetParam "A" B 1',
      'terminal-2:SetParam "A" B 1',
    ]);
    expect(claimed[0]?.command).toBe('SetParam "A" B 1');
    expect(claimed[0]?.leftMs).toBeGreaterThan(3_000);
    expect(claimed[0]?.leftMs).toBeLessThanOrEqual(5_000);
  });

  it('is not sent to terminals that were disabled or removed since', async () => {
    const [, , disabled = 0, removed = 0, fine = 0] = terminals;
    await db.database.query('update terminals set enabled = false where id = $1', [disabled]);
    await db.database.query('update terminals set removed_at = now() where id = $1', [removed]);
    const runId = await insertRun([disabled, removed, fine, 999_999]);
    const claimed = await claim(runId);

    expect(claimed.map(({ terminalId }) => terminalId)).toEqual([fine]);
    expect((await rowsOf(runId)).map(({ state, reason }) => [state, reason])).toEqual([
      ['not-sent', 'disabled'],
      ['not-sent', 'removed'],
      ['claimed', null],
      ['not-sent', 'removed'],
    ]);
  });
});

describe('a claimed row', () => {
  it('gets its result, letter for letter, and keeps the first', async () => {
    const runId = await insertRun(terminals.slice(5, 7));
    const [first, second] = await claim(runId);
    if (first === undefined || second === undefined) throw new Error('nothing was claimed');
    await writeResults(db.database, [answered(first), answered(second, { state: 'timed-out', reply: null })]);
    await writeResults(db.database, [answered(first, { state: 'timed-out', reply: null })]);

    expect(await rowsOf(runId)).toMatchObject([
      { state: 'answered', reply: `it's "OK" \\ {1,2}\nдва` },
      { state: 'timed-out', reply: null },
    ]);
  });

  it('can be given back and taken by another task, whose claim the first cannot touch any more', async () => {
    const runId = await insertRun(terminals.slice(5, 6));
    const [row] = await claim(runId);
    if (row === undefined) throw new Error('nothing was claimed');
    await releaseResults(db.database, [{ ...row, claim: 'a/1' }]);
    expect(await claim(runId, ALL_SHARDS, 'b/1')).toHaveLength(1);
    // As a repetition whose first answer was lost.
    await releaseResults(db.database, [{ ...row, claim: 'a/1' }]);
    await writeResults(db.database, [answered(row)]);

    expect(await rowsOf(runId)).toMatchObject([{ state: 'claimed', task: 'b/1' }]);
  });
});

describe('the writer of results', () => {
  it('keeps them while the database is away and writes them when it is back', async () => {
    const runId = await insertRun(terminals.slice(5, 15));
    const rows = await claim(runId);
    const url = new URL(db.url);
    const proxy = await startCuttableProxy(Number(url.port));
    url.port = new URL(proxy.endpoint).port;
    const database = openPool({
      endpoint: { url: url.toString() },
      maxConnections: 1,
      applicationName: 'test',
      queryTimeoutMs: 500,
      onIdleError: () => undefined,
    });
    const writer = new ResultWriter(database, log);
    proxy.cut();
    for (const row of rows.slice(0, 6)) writer.settle(answered(row));
    writer.release(rows.slice(6).map((row) => ({ ...row, claim: 'a/1' })));
    await writer.flush();
    expect(writer.waiting).toBe(10);
    expect(await statesOf(runId)).toEqual(['claimed']);
    proxy.mend();

    expect(await writer.finish(20_000)).toBe(true);
    expect((await rowsOf(runId)).map(({ state }) => state).toSorted()).toEqual([
      ...Array.from({ length: 6 }, () => 'answered'),
      ...Array.from({ length: 4 }, () => 'pending'),
    ]);
    await database.end();
    await proxy.close();
  });
});

describe('the command gateway', () => {
  let server: HealthServer;
  let writer: ResultWriter;
  const owned = new Map<number, number>();
  const taken: { readonly claim: string; readonly rows: readonly ClaimedResult[] }[] = [];
  let isLeaving = false;

  beforeAll(async () => {
    writer = new ResultWriter(db.database, log);
    const gateway = new CommandGateway({
      database: db.database,
      ownership: { owned: () => owned, speakUntilMs: 0 },
      speaker: { take: (name, rows) => void taken.push({ claim: name, rows }) },
      results: writer,
      newClaim: randomUUID,
      isLeaving: () => isLeaving,
      log,
    });
    server = await startHealthServer('127.0.0.1', 0, {
      notReadyBecause: () => undefined,
      metricsText: () => Promise.resolve(''),
      postCommands: (request) => gateway.post(request),
    });
  });
  beforeEach(() => {
    taken.length = 0;
    isLeaving = false;
    owned.clear();
    for (const shard of ALL_SHARDS) owned.set(shard, 1);
  });
  afterAll(async () => {
    await server.close();
    await writer.finish(1_000);
  });

  const post = async (body: string): Promise<{ readonly status: number; readonly body: unknown }> => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/commands`, { method: 'POST', body });
    return { status: answer.status, body: await answer.json() };
  };
  const ask = (runId: string) => post(JSON.stringify({ runId }));

  it('takes a run once, and says how many of its terminals', async () => {
    const runId = await insertRun(terminals.slice(10, 14));

    expect(await ask(runId)).toEqual({ status: 202, body: { claimed: 4 } });
    expect(await ask(runId)).toEqual({ status: 202, body: { claimed: 0 } });
    expect(taken.flatMap(({ rows }) => rows)).toHaveLength(4);
  });

  it('takes nothing for a run that is not there', async () => {
    expect(await ask(randomUUID())).toEqual({ status: 202, body: { claimed: 0 } });
  });

  it.each([
    ['no JSON', 'STOP', 400],
    ['no run', '{"runId":"1; drop table"}', 400],
    ['too much', JSON.stringify({ runId: 'x'.repeat(5_000) }), 413],
    ['nothing', '', 400],
  ])('refuses %s', async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
  });

  it('sends the asker elsewhere while it owns nothing or leaves', async () => {
    const runId = await insertRun(terminals.slice(10, 14));
    owned.clear();
    const withoutLeases = await ask(runId);
    owned.set(1, 1);
    isLeaving = true;
    const leaving = await ask(runId);

    expect([withoutLeases.status, leaving.status]).toEqual([503, 503]);
    expect(await statesOf(runId)).toEqual(['pending']);
  });

  it('gives a claim back whose answer was lost: nobody knows of it, so nothing was sent', async () => {
    const runId = await insertRun(terminals.slice(10, 14));
    await claim(runId, ALL_SHARDS, 'lost/1');
    expect(await statesOf(runId)).toEqual(['claimed']);
    writer.releaseClaim(runId, 'lost/1');

    await until('the rows wait again', 5_000, async () => (await statesOf(runId)).join() === 'pending');
  });
});
