import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** SQS gives and takes 10 at once. */
const AT_ONCE = 10;

export interface QueueMessage {
  readonly receiptHandle: string;
  readonly body: string;
}

/** A queue that a program reads itself, since no event source would keep it running. */
export interface QueueReader {
  /** Waits until there is something, or for so long. @throws what the SDK throws, also when `signal` ends it */
  receive(waitSeconds: number, signal: AbortSignal): Promise<readonly QueueMessage[]>;
  /** A message that SQS keeps all the same comes again. */
  remove(messages: readonly QueueMessage[]): Promise<void>;
}

export function openQueueReader(client: SQSClient, queueUrl: string): QueueReader {
  return {
    async receive(waitSeconds, abortSignal) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: AT_ONCE,
          WaitTimeSeconds: waitSeconds,
        }),
        { abortSignal },
      );
      return Messages.flatMap(({ ReceiptHandle: receiptHandle, Body: body }) =>
        receiptHandle === undefined || body === undefined ? [] : [{ receiptHandle, body }],
      );
    },
    async remove(messages) {
      if (messages.length === 0) return;
      await client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: messages.map(({ receiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
          })),
        }),
      );
    },
  };
}
