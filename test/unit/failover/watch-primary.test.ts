import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ObservationInvalidError,
  ObservationRacedError,
  openRegionObservations,
  type RegionObservations,
} from '../../../core/aws/region-observations.ts';
import type { HealthAnswer } from '../../../core/failover/ask-health.ts';
import { type PrimaryWatch, watchPrimary } from '../../../core/failover/watch-primary.ts';
import { createTables } from '../../../local/create-tables.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb.ts';
import { idTable } from '../../support/id-table.ts';

const MINUTE = 60_000;
const TABLE = 'coordination';
const DOWN: HealthAnswer = { isHealthy: false, cause: 'status 503' };

let directory: string;
let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
let observations: RegionObservations;
/** Every test watches a region of its own. */
let region = 'region-0';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-failover-'));
  dynamodb = await startDynamoDb(directory);
  client = openClient();
  await createTables(dynamodb.endpoint, 'eu-central-1', [idTable(TABLE)]);
  observations = openRegionObservations(client, TABLE);
});

afterAll(async () => {
  client.destroy();
  await dynamodb.stop();
  await rm(directory, { recursive: true, force: true });
});

function openClient(): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

let count = 0;
beforeEach(() => {
  count += 1;
  region = `region-${count}`;
});

function watchAt(
  minute: number,
  answer: HealthAnswer,
  table: RegionObservations = observations,
): PrimaryWatch {
  return {
    region,
    thresholdMs: 5 * MINUTE,
    observations: table,
    askHealth: () => Promise.resolve(answer),
    nowMs: () => minute * MINUTE,
  };
}

describe('watching the primary', () => {
  it('remembers from run to run, and says in the sixth minute of an outage that it would take over', async () => {
    await watchPrimary(watchAt(100, { isHealthy: true }));
    const verdicts: string[] = [];
    for (const minute of [101, 102, 103, 104, 105, 106])
      verdicts.push((await watchPrimary(watchAt(minute, DOWN))).decision.verdict);

    expect(verdicts).toEqual(['wait', 'wait', 'wait', 'wait', 'wait', 'would-take-over']);
    await expect(observations.read(region)).resolves.toEqual({
      observedAtMs: 106 * MINUTE,
      lastHealthyAtMs: 100 * MINUTE,
      unhealthySinceMs: 101 * MINUTE,
      consecutiveFailures: 6,
    });
  });

  it('forgets the outage when the primary answers', async () => {
    for (const minute of [100, 101, 102]) await watchPrimary(watchAt(minute, DOWN));

    const { decision } = await watchPrimary(watchAt(103, { isHealthy: true }));

    expect(decision).toEqual({ verdict: 'wait', reason: 'healthy' });
    await expect(observations.read(region)).resolves.toMatchObject({
      lastHealthyAtMs: 103 * MINUTE,
      unhealthySinceMs: undefined,
      consecutiveFailures: 0,
    });
  });

  it.each(['the first', 'a later'])(
    'tells the second of two runs that meet that it came second: %s observation',
    async (which) => {
      if (which === 'a later') await watchPrimary(watchAt(99, { isHealthy: true }));
      let arrived = 0;
      let open: () => void = () => undefined;
      const both = new Promise<void>((resolve) => {
        open = resolve;
      });
      const meeting: PrimaryWatch = {
        ...watchAt(100, DOWN),
        askHealth: async () => {
          arrived += 1;
          if (arrived === 2) open();
          await both;
          return DOWN;
        },
      };

      const ends = await Promise.allSettled([watchPrimary(meeting), watchPrimary(meeting)]);

      const rejected = ends.filter((end) => end.status === 'rejected');
      expect(rejected).toHaveLength(1);
      expect(rejected[0]?.reason).toBeInstanceOf(ObservationRacedError);
      await expect(observations.read(region)).resolves.toMatchObject({ consecutiveFailures: 1 });
    },
  );

  it('knows its own write again when the answer was lost and the SDK sent it twice', async () => {
    const repeating = openClient();
    repeating.middlewareStack.add(
      (next, context) => async (args) => {
        if (context['commandName'] === 'PutItemCommand') await next(args);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'lostAnswer' },
    );

    const watch = watchAt(100, DOWN, openRegionObservations(repeating, TABLE));

    await expect(watchPrimary(watch)).resolves.toMatchObject({ decision: { verdict: 'wait' } });
    repeating.destroy();
  });

  it('decides nothing when its observation cannot be written: it may be the one that is cut off', async () => {
    const cutOff: RegionObservations = {
      read: (one) => observations.read(one),
      replace: () => Promise.reject(new Error('no quorum')),
    };

    await expect(watchPrimary(watchAt(100, DOWN, cutOff))).rejects.toThrow('no quorum');
  });

  it('refuses an observation that it cannot read, instead of counting from nothing', async () => {
    await client.send(
      new PutItemCommand({
        TableName: TABLE,
        Item: { id: { S: `region-observation#${region}` }, observedAtMs: { S: 'yesterday' } },
      }),
    );

    await expect(observations.read(region)).rejects.toThrow(ObservationInvalidError);
  });
});
