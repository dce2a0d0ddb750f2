import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AlarmStates, openAlarmStates } from '../../../core/aws/alarm-states.ts';
import { noteStates } from '../../../core/bot/alarm-message/note-states.ts';
import { readAlarmNotices } from '../../../core/bot/alarm-message/sns-alarm.ts';
import { createTables } from '../../../local/create-tables.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb.ts';
import { idTable } from '../../support/id-table.ts';

const TABLE = 'idempotency';
const NAME = 'telefleet-small-queue-deep-records';

let directory: string;
let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
let states: AlarmStates;
/** Every test has a region of its own. */
let region = '';
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-alarms-'));
  dynamodb = await startDynamoDb(directory);
  client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await createTables(dynamodb.endpoint, 'eu-central-1', [idTable(TABLE)]);
  states = openAlarmStates(client, TABLE);
});
beforeEach(() => {
  count += 1;
  region = `region-${count}`;
});
afterAll(async () => {
  client.destroy();
  await dynamodb.stop();
  await rm(directory, { recursive: true, force: true });
});

/** As SNS hands a change of CloudWatch's to the function. */
const noticesOf = (newState: string, at: string, name = NAME) =>
  readAlarmNotices({
    Records: [
      {
        Sns: {
          Message: JSON.stringify({
            AlarmName: name,
            AlarmArn: `arn:aws:cloudwatch:${region}:1:alarm:${name}`,
            NewStateValue: newState,
            NewStateReason: 'Threshold Crossed: 1 datapoint',
            StateChangeTime: at,
          }),
        },
      },
    ],
  });

const failures: unknown[] = [];
const note = (newState: string, at: string, name?: string) =>
  noteStates(states, noticesOf(newState, at, name), (error) => failures.push(error));

describe('the states of alarms', () => {
  it('are as CloudWatch told them last, of each region apart', async () => {
    await note('ALARM', '2026-11-21T12:00:00.000+0000');
    await note('OK', '2026-11-21T12:05:00.000+0000', 'telefleet-small-ingest-down');
    await note('INSUFFICIENT_DATA', '2026-11-21T12:06:00.000+0000', 'telefleet-small-api-slow');

    const read = await states.read([region, 'another-region']);

    expect(read.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
      expect.objectContaining({ name: 'telefleet-small-api-slow', state: 'unknown' }),
      expect.objectContaining({ name: 'telefleet-small-ingest-down', state: 'ok' }),
      {
        name: NAME,
        region,
        state: 'alarm',
        since: new Date('2026-11-21T12:00:00Z'),
        reason: 'Threshold Crossed: 1 datapoint',
      },
    ]);
    expect(failures).toEqual([]);
  });

  it('do not go back when a notice comes late or again', async () => {
    await note('ALARM', '2026-11-21T12:00:00.000+0000');
    await note('OK', '2026-11-21T12:10:00.000+0000');
    await note('ALARM', '2026-11-21T12:00:00.000+0000');

    expect(await states.read([region])).toMatchObject([
      { state: 'ok', since: new Date('2026-11-21T12:10:00Z') },
    ]);
    expect(failures).toEqual([]);
  });

  it('that cannot be kept keep nobody from hearing of the alarm', async () => {
    const away = { note: () => Promise.reject(new Error('DynamoDB is away')) };
    const told: unknown[] = [];

    await noteStates(away, noticesOf('ALARM', '2026-11-21T12:00:00.000+0000'), (error) => told.push(error));

    expect(told).toEqual([expect.objectContaining({ message: 'DynamoDB is away' })]);
  });
});
