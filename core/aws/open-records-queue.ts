import type { OutgoingMessage } from './records-queue.ts';

/**
 * Sends bodies of record batches, at most 10 and 1 MiB in all.
 * @returns indexes of those that SQS refused
 * @throws whatever the SDK throws when there was no answer
 */
export type SendRecords = (messages: readonly OutgoingMessage[]) => Promise<readonly number[]>;

/** The queue of records, for a function that rarely writes to it: nothing is loaded before. */
export function openRecordsQueue(queueUrl: string): SendRecords {
  return async (messages) => {
    const [{ SQSClient }, { sendMessages }] = await Promise.all([
      import('@aws-sdk/client-sqs'),
      import('./records-queue.ts'),
    ]);
    const client = new SQSClient({
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    });
    try {
      return await sendMessages(client, queueUrl, messages);
    } finally {
      client.destroy();
    }
  };
}
