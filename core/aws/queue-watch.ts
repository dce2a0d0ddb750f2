import type { GetQueueAttributesCommandOutput, SQSClient } from '@aws-sdk/client-sqs';
import { type MovedByHand, moveByHand } from './move-by-hand.ts';

/** A queue that is looked at, and where what it could not handle goes. */
export interface QueueAddresses {
  readonly name: string;
  /** Undefined: nothing reads from a queue of this name, it only keeps. */
  readonly queueUrl: string | undefined;
  readonly deadLettersUrl: string;
}

/** Messages, as SQS counts them: approximately. Null: SQS did not say. */
export interface QueueDepths {
  readonly name: string;
  readonly waiting: number | null;
  readonly inFlight: number | null;
  readonly deadLetters: number | null;
  /** Whether what it could not handle has a queue to go back to. */
  readonly canRedrive: boolean;
}

/** `task`: SQS moves all of them by itself, from now on. `moved`: so many were moved before the answer. */
export type Redriven =
  { readonly how: 'task'; readonly messages: number } | ({ readonly how: 'moved' } & MovedByHand);

export class QueueUnknownError extends Error {
  override readonly name = 'QueueUnknownError';
}

/** Its messages have no queue to go back to. */
export class QueueOnlyKeepsError extends Error {
  override readonly name = 'QueueOnlyKeepsError';
}

/** SQS moves the messages of this queue already. */
export class RedriveRunningError extends Error {
  override readonly name = 'RedriveRunningError';
}

export interface QueueWatch {
  readonly names: readonly string[];
  /** Never throws: what SQS does not say is null. */
  readDepths(): Promise<QueueDepths[]>;
  /**
   * Sends the messages of a dead-letter queue back to where they came from.
   * @throws QueueUnknownError, QueueOnlyKeepsError, RedriveRunningError, and whatever the SDK throws when there was no answer
   */
  redrive(name: string): Promise<Redriven>;
}

const TIMEOUT_MS = 2_000;

/** Nothing is loaded or asked before the first question. */
export function openQueueWatch(queues: readonly QueueAddresses[], client?: SQSClient): QueueWatch {
  let opened: Promise<SQSClient> | undefined;
  const open = async (): Promise<SQSClient> => {
    if (client !== undefined) return client;
    opened ??= import('@aws-sdk/client-sqs').then(
      (sdk) =>
        new sdk.SQSClient({
          maxAttempts: 2,
          requestHandler: {
            connectionTimeout: 1_000,
            requestTimeout: TIMEOUT_MS,
            throwOnRequestTimeout: true,
          },
        }),
    );
    return opened;
  };
  return {
    names: queues.map(({ name }) => name),
    readDepths: async () =>
      Promise.all(
        queues.map(async ({ name, queueUrl, deadLettersUrl }) => {
          const [queue, dead] = await Promise.all([
            queueUrl === undefined ? undefined : readDepth(await open(), queueUrl),
            readDepth(await open(), deadLettersUrl),
          ]);
          return {
            name,
            waiting: queue?.waiting ?? null,
            inFlight: queue?.inFlight ?? null,
            deadLetters: dead === undefined ? null : dead.waiting + dead.inFlight,
            canRedrive: queueUrl !== undefined,
          };
        }),
      ),
    redrive: async (name) => {
      const queue = queues.find((one) => one.name === name);
      if (queue === undefined) throw new QueueUnknownError(`there is no queue ${name}`);
      if (queue.queueUrl === undefined)
        throw new QueueOnlyKeepsError(`what ${name} keeps has no queue to go back to`);
      return redrive(await open(), queue.deadLettersUrl, queue.queueUrl);
    },
  };
}

async function readDepth(
  sqs: SQSClient,
  queueUrl: string,
): Promise<{ readonly waiting: number; readonly inFlight: number } | undefined> {
  try {
    const { Attributes = {} } = await readAttributes(sqs, queueUrl);
    const count = (name: keyof typeof Attributes): number => Number(Attributes[name] ?? 0);
    return {
      waiting: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesDelayed'),
      inFlight: count('ApproximateNumberOfMessagesNotVisible'),
    };
  } catch {
    return undefined;
  }
}

async function readAttributes(sqs: SQSClient, queueUrl: string): Promise<GetQueueAttributesCommandOutput> {
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  return sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'QueueArn',
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
}

async function redrive(sqs: SQSClient, deadLettersUrl: string, queueUrl: string): Promise<Redriven> {
  const { Attributes = {} } = await readAttributes(sqs, deadLettersUrl);
  const { StartMessageMoveTaskCommand } = await import('@aws-sdk/client-sqs');
  try {
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes.QueueArn }));
    return { how: 'task', messages: Number(Attributes.ApproximateNumberOfMessages ?? 0) };
  } catch (error) {
    const code = error instanceof Error ? error.name : '';
    // One task at a time is what SQS allows a queue.
    if (
      code === 'UnsupportedOperation' &&
      error instanceof Error &&
      /active|running|progress/i.test(error.message)
    )
      throw new RedriveRunningError(error.message, { cause: error });
    // What stands in for SQS on one machine does not know the call.
    if (!/InvalidAction/.test(code)) throw error;
    return { how: 'moved', ...(await moveByHand(sqs, deadLettersUrl, queueUrl)) };
  }
}
