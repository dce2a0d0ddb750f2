import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQueueWatch, QueueOnlyKeepsError, type QueueWatch } from '../../core/aws/queue-watch.ts';
import { type Guardian, startGuardian } from '../../local/process/guardian.ts';
import { LogFile } from '../../local/process/log-file.ts';
import { findTcpPort } from '../../local/process/ports.ts';
import { createQueueClient, createSqsClient, type QueueClient } from '../../local/sqs/queue-client.ts';
import { type LocalSqs, startSqs } from '../../local/sqs/start-sqs.ts';

const REGION = 'eu-west-1';
let directory: string;
let guardian: Guardian;
let log: LogFile;
let sqs: LocalSqs;
let client: ReturnType<typeof createSqsClient>;
let watch: QueueWatch;
let queue: QueueClient;
let dead: QueueClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-dead-'));
  guardian = startGuardian();
  log = new LogFile(join(directory, 'sqs.log'));
  const port = await findTcpPort(0);
  const wiringOf = (name: string) => ({
    name,
    arn: `arn:aws:sqs:${REGION}:000000000000:${name}`,
    url: `http://127.0.0.1:${port}/000000000000/${name}`,
    attributes: {},
    deadLetterArn: undefined,
  });
  const [main, letters] = [wiringOf('records'), wiringOf('records-dead')];
  sqs = await startSqs({
    port,
    dataDir: join(directory, 'sqs'),
    region: REGION,
    queues: [main, letters],
    serverPath: join(__dirname, '../../local/sqs/server.ts'),
    env: {},
    log,
    guardian,
    onPid: () => undefined,
  });
  client = createSqsClient(sqs.endpoint, REGION);
  queue = createQueueClient(client, main.url);
  dead = createQueueClient(client, letters.url);
  watch = openQueueWatch(
    [
      { name: 'records', queueUrl: main.url, deadLettersUrl: letters.url },
      { name: 'updates', queueUrl: undefined, deadLettersUrl: letters.url },
      { name: 'gone', queueUrl: `${main.url}-gone`, deadLettersUrl: `${letters.url}-gone` },
    ],
    client,
  );
}, 30_000);

afterAll(async () => {
  client.destroy();
  await sqs.stop();
  await log.close();
  guardian.stop();
  await rm(directory, { recursive: true, force: true });
});

it('counts what waits, and tells of a queue that cannot be asked that it does not know', async () => {
  await queue.send('one');
  await dead.send('two');

  expect(await watch.readDepths()).toEqual([
    { name: 'records', waiting: 1, inFlight: 0, deadLetters: 1, canRedrive: true },
    { name: 'updates', waiting: null, inFlight: null, deadLetters: 1, canRedrive: false },
    { name: 'gone', waiting: null, inFlight: null, deadLetters: null, canRedrive: true },
  ]);
});

it('moves dead letters back where SQS itself cannot, and says that it did', async () => {
  for (let number = 0; number < 24; number += 1) await dead.send(`letter ${number}`);

  const redriven = await watch.redrive('records');

  expect(redriven).toEqual({ how: 'moved', messages: 25, hasMore: false });
  const [records] = await watch.readDepths();
  expect(records).toMatchObject({ waiting: 26, deadLetters: 0 });
});

it('does not move what has no queue to go back to', async () => {
  await expect(watch.redrive('updates')).rejects.toThrow(QueueOnlyKeepsError);
});
