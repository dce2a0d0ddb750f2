import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openLeaseTable } from '../../core/aws/lease-table.ts';
import { ENV } from '../../core/contracts/env.ts';
import { SHARDS } from '../../core/fleet/leases/shards.ts';
import { sealPassword } from '../../core/fleet/terminal-password.ts';
import { createTables } from '../../local/create-tables.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb.ts';
import { findTcpPort, findUdpPort } from '../../local/process/ports.ts';
import { readRequest } from '../../local/simulator/read-request.ts';
import { SimulatedFleet } from '../../local/simulator/simulated-fleet.ts';
import { bindTerminalSockets, type TerminalSockets } from '../../local/simulator/terminal-sockets.ts';
import { idTable } from '../support/id-table.ts';
import { ingestEnvironment } from '../support/ingest-environment.ts';
import { openQueueReceiver, type QueueReceiver } from '../support/queue-receiver.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';

/** The real task in its own process, PostgreSQL, leases in dynalite, and twenty simulated terminals of which two never answer. */
const ROOT = join(__dirname, '../..');
const TERMINALS = 20;
const SILENT = [10, 20];
const COORDINATION = 'coordination';
const key = randomBytes(32);

let directory: string;
let db: TestDatabase;
let queue: QueueReceiver;
let dynamodb: LocalDynamoDb;
let sockets: TerminalSockets;
let fleet: SimulatedFleet;
let tick: NodeJS.Timeout;
let udpPort: number;
let dynamo: DynamoDBClient;
let ids: readonly number[];
/** What people asked of terminals, by terminal from 1: all but the task's own commands. */
const heard: { readonly terminal: number; readonly text: string }[] = [];
const tasks: ChildProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-commands-'));
  db = await createTestDatabase('commands_to_terminals');
  queue = await openQueueReceiver();
  dynamodb = await startDynamoDb(join(directory, 'dynamodb'));
  await createTables(dynamodb.endpoint, 'eu-west-1', [idTable(COORDINATION)]);
  dynamo = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  udpPort = await findUdpPort(0, '127.0.0.1');
  sockets = await bindTerminalSockets(TERMINALS, (index, datagram, peer) => {
    const text = readRequest(datagram, fleet.terminals[index]?.password ?? '') ?? 'unsigned';
    if (text !== 'lst' && text !== 'SubscribeCharts') heard.push({ terminal: index + 1, text });
    fleet.receive(index, datagram, peer, Date.now());
  });
  fleet = new SimulatedFleet(
    {
      terminals: TERMINALS,
      seed: 5,
      firstOrderId: 1_000,
      balanceEveryMs: 1_000,
      orderEveryMs: 3_000,
      errorEveryMs: 60_000,
      answerDelayMs: 50,
      silentPercent: 10,
      plainPercent: 10,
      fragmentsPercent: 0,
      faults: { lossPercent: 0, reorderPercent: 0, duplicatePercent: 0, reorderMaxDelayMs: 0 },
    },
    (index, peer, datagram) => sockets.send(index, peer, datagram),
  );
  tick = setInterval(() => fleet.advance(Date.now()), 5);
  ids = await registerAll();
});

afterAll(async () => {
  for (const task of tasks) task.kill('SIGKILL');
  clearInterval(tick);
  sockets.close();
  dynamo.destroy();
  await dynamodb.stop();
  await queue.close();
  await db.close();
  await rm(directory, { recursive: true, force: true });
});

async function register(name: string, port: number, password: string): Promise<number> {
  const { rows } = await db.database.query<{ id: string }>(
    `insert into terminals (name, host, port, password_sealed, fleet_id)
     select $1, '127.0.0.1', $2, $3, id from fleets limit 1 returning id`,
    [name, port, sealPassword(key, password)],
  );
  return Number(rows[0]?.id);
}

async function registerAll(): Promise<number[]> {
  await db.database.query(`insert into fleets (name) values ('test')`);
  const registered: number[] = [];
  for (const [index, { name, password }] of fleet.terminals.entries())
    registered.push(await register(name, sockets.ports[index] ?? 0, password));
  return registered;
}

interface StartedTask {
  readonly process: ChildProcess;
  readonly url: string;
}

async function startTask(): Promise<StartedTask> {
  const httpPort = await findTcpPort(0);
  const child = spawn(process.execPath, ['ingest-fargate/main.ts'], {
    cwd: ROOT,
    stdio: 'ignore',
    env: {
      ...ingestEnvironment({
        databaseUrl: db.url,
        queueUrl: queue.queueUrl,
        coordinationTable: COORDINATION,
        dynamodbUrl: dynamodb.endpoint,
        terminalKey: key,
        udpPort,
        httpPort,
        spoolDir: join(directory, `spool-${httpPort}`),
      }),
      [ENV.ingestWorkers]: '2',
    },
  });
  tasks.push(child);
  const started = { process: child, url: `http://127.0.0.1:${httpPort}` };
  await until('the task owns all shards', 40_000, async () =>
    (await metricsOf(started)).includes(`ingest_shards_owned ${SHARDS}`),
  );
  await until('the terminals that answer are online', 10_000, async () =>
    (await metricsOf(started)).includes('{state="online"} 18'),
  );
  return started;
}

const metricsOf = async ({ url }: StartedTask): Promise<string> =>
  fetch(`${url}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );

async function insertRun(
  command: string,
  terminals: readonly number[],
  expiresInMs = 3_000,
): Promise<string> {
  const runId = randomUUID();
  await db.database.query(
    `with run as (
       insert into command_runs (id, fleet_id, source, target, command, timeout_ms, idempotency_key, created_at, expires_at)
       select $1, id, 'system', 'all', $2, 30000, $4, now(), now() + $3 * interval '1 ms' from fleets limit 1 returning id, created_at
     )
     insert into command_results (created_at, run_id, terminal_id)
     select run.created_at, run.id, unnest($5::bigint[]) from run`,
    [runId, command, expiresInMs, runId, terminals],
  );
  return runId;
}

const post = async ({ url }: StartedTask, runId: string): Promise<number> =>
  (await fetch(`${url}/commands`, { method: 'POST', body: JSON.stringify({ runId }) })).status;

async function rowsOf(runId: string) {
  const { rows } = await db.database.query<{
    terminal_id: string;
    state: string;
    reply: string | null;
    reply_datagrams: number | null;
    sent_at: Date | null;
    settled_at: Date | null;
  }>('select * from command_results where run_id = $1 order by terminal_id', [runId]);
  return rows;
}

const statesOf = async (runId: string): Promise<string> =>
  (await rowsOf(runId)).map(({ state }) => state).join();

const settled = (runId: string): Promise<void> =>
  until('everything is settled', 10_000, async () =>
    (await rowsOf(runId)).every(({ state }) => state !== 'pending' && state !== 'claimed'),
  );

const heardBy = (terminal: number): string[] =>
  heard.filter((one) => one.terminal === terminal).map(({ text }) => text);

describe('commands through a real task', () => {
  let task: StartedTask;

  beforeAll(async () => {
    task = await startTask();
  });
  beforeEach(() => {
    heard.length = 0;
  });

  it('says in the table of leases where its gateway is', async () => {
    const { tasks: rows } = await openLeaseTable(dynamo, COORDINATION, 'eu-west-1').read();

    expect(rows.map(({ address }) => address)).toEqual([task.url]);
  });

  it('reaches every terminal at once; who answers is answered, who is silent times out, each in its time', async () => {
    const runId = await insertRun('ResetLoss', ids, 2_000);
    expect(await post(task, runId)).toBe(202);
    await settled(runId);

    const rows = await rowsOf(runId);
    const silent = rows.filter(({ state }) => state === 'timed-out');
    expect(silent.map(({ terminal_id }) => Number(terminal_id))).toEqual(
      SILENT.map((number) => ids[number - 1]),
    );
    const answered = rows.filter(({ state }) => state === 'answered');
    expect(answered).toHaveLength(TERMINALS - SILENT.length);
    expect(new Set(answered.map(({ reply }) => reply))).toEqual(new Set(['OK: resetloss']));
    // Nobody waited for the silent: they too were asked, and all others had answered, before the first of them was given up.
    const givenUpAtMs = Math.min(...silent.map(({ settled_at }) => settled_at?.getTime() ?? 0));
    for (const { sent_at } of silent) expect(sent_at?.getTime()).toBeLessThan(givenUpAtMs);
    for (const { settled_at } of answered) expect(settled_at?.getTime()).toBeLessThan(givenUpAtMs);
  });

  it('puts an answer of many datagrams together, amid what the terminal pushes', async () => {
    const runId = await insertRun('GetStrategiesFull', [ids[0] ?? 0], 5_000);
    await post(task, runId);
    await settled(runId);

    const [row] = await rowsOf(runId);
    expect(row).toMatchObject({ state: 'answered', reply_datagrams: 3 });
    expect(row?.reply?.match(/StrategyName=/g)).toHaveLength(6);
  });

  it('tells a refusal from an answer', async () => {
    const runId = await insertRun('buy NOSUCHCOIN', [ids[0] ?? 0]);
    await post(task, runId);
    await settled(runId);

    expect(await rowsOf(runId)).toMatchObject([{ state: 'refused', reply: 'ERR unknown coin NOSUCHCOIN' }]);
  });

  it('sends a run once, however often it is posted', async () => {
    const runId = await insertRun('STOP', ids.slice(0, 5));
    await Promise.all(Array.from({ length: 5 }, () => post(task, runId)));
    await settled(runId);
    await post(task, runId);

    expect(heard.map(({ text }) => text)).toEqual(['STOP', 'STOP', 'STOP', 'STOP', 'STOP']);
    expect(new Set(heard.map(({ terminal }) => terminal)).size).toBe(5);
  });

  it('keeps the order of two runs to the same terminals, and never asks before the answer is there', async () => {
    const [first, second] = [
      await insertRun('SetParam Alpha OrderSize 1', ids.slice(0, 8)),
      await insertRun('SetParam Alpha OrderSize 2', ids.slice(0, 8)),
    ];
    await post(task, first);
    await post(task, second);
    await Promise.all([settled(first), settled(second)]);

    for (let terminal = 1; terminal <= 8; terminal += 1)
      expect(heardBy(terminal)).toEqual(['SetParam Alpha OrderSize 1', 'SetParam Alpha OrderSize 2']);
    expect(new Set((await rowsOf(second)).map(({ reply }) => reply))).toEqual(
      new Set(['OK: Alpha OrderSize=2']),
    );
    const [one] = await rowsOf(first);
    const [two] = await rowsOf(second);
    expect(two?.sent_at?.getTime()).toBeGreaterThanOrEqual(one?.settled_at?.getTime() ?? Infinity);
  });

  it('reaches a terminal that was registered a moment ago', async () => {
    // The second of two numbers that share a port would be refused; the first one gives its place to a new row.
    const [index, { name, password } = { name: '', password: '' }] = [4, fleet.terminals[4]];
    await db.database.query('update terminals set enabled = false, removed_at = now() where id = $1', [
      ids[index],
    ]);
    const newId = await register(`${name}-again`, sockets.ports[index] ?? 0, password);
    const runId = await insertRun('talk', [newId], 5_000);
    await post(task, runId);
    await settled(runId);

    expect(await rowsOf(runId)).toMatchObject([{ state: 'answered', reply: 'OK: talk' }]);
  });

  it('on SIGTERM waits for the answers to what it sent and gives back what it did not', async () => {
    const silent = ids[(SILENT[0] ?? 0) - 1] ?? 0;
    const [inFlight, waiting] = [
      await insertRun('START', [silent], 2_000),
      await insertRun('STOP', [silent], 60_000),
    ];
    await post(task, inFlight);
    await post(task, waiting);
    await until('the first is sent', 2_000, () => heardBy(SILENT[0] ?? 0).includes('START'));
    task.process.kill('SIGTERM');
    await until(
      'what was not sent waits for another',
      2_000,
      async () => (await statesOf(waiting)) === 'pending',
    );
    expect(await post(task, waiting)).toBe(503);
    await once(task.process, 'exit');

    expect(await statesOf(inFlight)).toBe('timed-out');
    expect(await statesOf(waiting)).toBe('pending');
    expect(heardBy(SILENT[0] ?? 0)).toEqual(['START']);
  });

  it('killed between a claim and an answer leaves its rows claimed, and nobody sends them again', async () => {
    const dying = await startTask();
    heard.length = 0;
    const silent = ids[(SILENT[0] ?? 0) - 1] ?? 0;
    const runId = await insertRun('SellALL', [silent], 60_000);
    await post(dying, runId);
    await until('it is sent', 2_000, () => heardBy(SILENT[0] ?? 0).includes('SellALL'));
    dying.process.kill('SIGKILL');
    await once(dying.process, 'exit');
    const next = await startTask();
    await post(next, runId);

    expect(await statesOf(runId)).toBe('claimed');
    expect(heardBy(SILENT[0] ?? 0)).toEqual(['SellALL']);
  });
});
