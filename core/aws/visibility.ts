import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** SQS takes 10 entries a call. */
const MAX_ENTRIES = 10;

export interface HiddenMessage {
  readonly receiptHandle: string;
  readonly hideSeconds: number;
}

/** Sets when failed messages come back. Best effort: a message that is refused comes back by the queue's own timeout. */
export async function hideMessages(
  client: SQSClient,
  queueUrl: string,
  messages: readonly HiddenMessage[],
): Promise<void> {
  for (let at = 0; at < messages.length; at += MAX_ENTRIES) {
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.slice(at, at + MAX_ENTRIES).map((message, index) => ({
          Id: String(index),
          ReceiptHandle: message.receiptHandle,
          VisibilityTimeout: message.hideSeconds,
        })),
      }),
    );
  }
}
