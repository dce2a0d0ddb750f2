import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { pino } from 'pino';
import { LeaseRowInvalidError, type LeaseTable, openLeaseTable } from '../../core/aws/lease-table.ts';
import { monotonicClock, monotonicMs } from '../../core/fleet/leases/clock.ts';
import { LeaseKeeper } from '../../core/fleet/leases/lease-keeper.ts';
import type { LeasePolicy } from '../../core/fleet/leases/lease-policy.ts';
import { SHARDS } from '../../core/fleet/leases/shards.ts';
import { createTables } from '../../local/create-tables.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb.ts';
import { type CuttableProxy, startCuttableProxy } from '../support/cuttable-proxy.ts';
import { idTable } from '../support/id-table.ts';
import { until } from '../support/until.ts';

/** A tenth of the true times. */
const POLICY: LeasePolicy = { leaseMs: 1_500, marginMs: 200, renewMs: 300, lookMs: 100, newcomerMs: 700 };
const SAMPLE_MS = 5;
const SHARD_NUMBERS = Array.from({ length: SHARDS }, (_, shard) => shard);

let directory: string;
let dynamodb: LocalDynamoDb;
let tableName: string;
const clients: DynamoDBClient[] = [];
const tasks: Task[] = [];

interface Task {
  readonly keeper: LeaseKeeper;
  readonly proxy: CuttableProxy;
  /** Of a process that died nobody asks what it believes. */
  isDead: boolean;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'leases-'));
  dynamodb = await startDynamoDb(directory);
});

afterAll(async () => {
  await dynamodb.stop();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  tableName = `coordination-${randomUUID()}`;
  await createTables(dynamodb.endpoint, 'eu-west-1', [idTable(tableName)]);
});

afterEach(async () => {
  await Promise.all(tasks.map(({ keeper }) => keeper.leave()));
  await Promise.all(tasks.map(({ proxy }) => proxy.close()));
  for (const client of clients) client.destroy();
  tasks.length = 0;
  clients.length = 0;
});

function clientOf(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 200, requestTimeout: 400, throwOnRequestTimeout: true },
  });
  clients.push(client);
  return client;
}

function tableAt(endpoint: string): LeaseTable {
  return openLeaseTable(clientOf(endpoint), tableName, 'eu-west-1');
}

async function startTask(): Promise<Task> {
  const proxy = await startCuttableProxy(Number(new URL(dynamodb.endpoint).port));
  const keeper = new LeaseKeeper({
    table: tableAt(proxy.endpoint),
    policy: POLICY,
    clock: monotonicClock,
    newTaskId: randomUUID,
    log: pino({ level: 'silent' }),
  });
  const task = { keeper, proxy, isDead: false };
  tasks.push(task);
  keeper.start('http://10.0.0.7:9100');
  return task;
}

/** Looks every few milliseconds who believes to own what. */
function watchOwners() {
  const unownedSinceMs = new Map<number, number>();
  const seen = { doubleOwners: 0, longestGapMs: 0, samples: 0 };
  const sample = (): void => {
    const nowMs = monotonicMs();
    seen.samples += 1;
    for (const shard of SHARD_NUMBERS) {
      const owners = tasks.filter(({ keeper, isDead }) => !isDead && keeper.owned().has(shard)).length;
      if (owners > 1) seen.doubleOwners += 1;
      const sinceMs = unownedSinceMs.get(shard) ?? nowMs;
      seen.longestGapMs = Math.max(seen.longestGapMs, nowMs - sinceMs);
      if (owners > 0) unownedSinceMs.delete(shard);
      else unownedSinceMs.set(shard, sinceMs);
    }
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    end: () => {
      clearInterval(timer);
      sample();
      return seen;
    },
  };
}

const share = ({ keeper }: Task): number => keeper.owned().size;

async function startPair(): Promise<[Task, Task]> {
  const pair: [Task, Task] = [await startTask(), await startTask()];
  await until('the shards are shared', 10_000, () => pair.every((task) => share(task) === SHARDS / 2));
  return pair;
}

describe('leases in DynamoDB', () => {
  it('go over at a deployment: the new task comes, the old one leaves, nobody waits for a lease', async () => {
    const old = await startTask();
    await until('the old task owns all', 10_000, () => share(old) === SHARDS);
    const owners = watchOwners();

    const replacement = await startTask();
    await until('the new task has its half', 10_000, () => share(replacement) === SHARDS / 2);
    await old.keeper.leave();
    await until('the new task owns all', 10_000, () => share(replacement) === SHARDS);

    const { doubleOwners, longestGapMs } = owners.end();
    expect(doubleOwners).toBe(0);
    expect(longestGapMs).toBeLessThan(POLICY.leaseMs);
  });

  it('go over when a task dies, within the lease and a second', async () => {
    const [dying, other] = await startPair();
    const owners = watchOwners();

    dying.isDead = true;
    dying.proxy.cut();
    await until('the other task owns all', 10_000, () => share(other) === SHARDS);

    const { doubleOwners, longestGapMs } = owners.end();
    expect(doubleOwners).toBe(0);
    expect(longestGapMs).toBeLessThan(POLICY.leaseMs + 1_000);
  });

  it('are given up by a task that is cut off before the other takes them, and shared again when it is back', async () => {
    const [cutOff, other] = await startPair();
    const owners = watchOwners();

    cutOff.proxy.cut();
    await until('the other task owns all', 10_000, () => share(other) === SHARDS);
    const whileCutOff = share(cutOff);
    cutOff.proxy.mend();
    await until('the shards are shared again', 10_000, () => share(cutOff) === SHARDS / 2);
    await until('the other keeps its half', 10_000, () => share(other) === SHARDS / 2);

    const { doubleOwners, longestGapMs, samples } = owners.end();
    expect(whileCutOff).toBe(0);
    expect(doubleOwners).toBe(0);
    expect(samples).toBeGreaterThan(50);
    expect(longestGapMs).toBeLessThan(POLICY.leaseMs + 1_000);
  });
});

describe('the table of leases', () => {
  it('refuses what was decided by a state that has passed', async () => {
    const table = tableAt(dynamodb.endpoint);
    const unowned = { shard: 3, owner: undefined, epoch: 0 };

    expect(await table.takeShard(unowned, 'a')).toBe(true);
    expect(await table.takeShard(unowned, 'b')).toBe(false);
    expect(await table.takeShard({ shard: 3, owner: 'a', epoch: 1 }, 'b')).toBe(true);
    expect(await table.releaseShard({ shard: 3, owner: 'a', epoch: 1 })).toBe(false);
    expect(await table.releaseShard({ shard: 3, owner: 'b', epoch: 2 })).toBe(true);
    expect(await table.takeShard({ shard: 3, owner: undefined, epoch: 2 }, 'c')).toBe(true);
    expect((await table.read()).shards).toEqual([{ shard: 3, owner: 'c', epoch: 3 }]);
  });

  it('refuses a late renewal, the end of a session that was renewed, and the renewal of one that ended', async () => {
    const table = tableAt(dynamodb.endpoint);
    await table.openSession('a', undefined);

    expect(await table.renewSession('a', 2)).toBe(true);
    expect(await table.renewSession('a', 1)).toBe(false);
    expect(await table.expireSession({ task: 'a', renewal: 0 })).toBe(false);
    expect((await table.read()).tasks).toEqual([{ task: 'a', renewal: 2 }]);
    expect(await table.expireSession({ task: 'a', renewal: 2 })).toBe(true);
    expect(await table.renewSession('a', 3)).toBe(false);
    expect((await table.read()).tasks).toEqual([]);
  });

  it('names a row that is no lease, and passes over the rows of others', async () => {
    const put = (item: Record<string, { S: string }>) =>
      clientOf(dynamodb.endpoint).send(new PutItemCommand({ TableName: tableName, Item: item }));
    await put({ id: { S: 'region' }, state: { S: 'active' } });
    const table = tableAt(dynamodb.endpoint);

    expect(await table.read()).toEqual({ shards: [], tasks: [] });
    await put({ id: { S: 'shard#4' }, epoch: { S: 'four' } });
    await expect(table.read()).rejects.toThrow(LeaseRowInvalidError);
    await expect(table.read()).rejects.toThrow(/shard#4/);
  });
});
