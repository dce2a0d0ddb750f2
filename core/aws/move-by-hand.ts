import type { SQSClient } from '@aws-sdk/client-sqs';

/** SQS hands out and takes no more at once. */
const MAX_ENTRIES = 10;
/** Of one call: the function that asks has ten seconds. */
const MAX_MESSAGES = 500;

export interface MovedByHand {
  readonly messages: number;
  /** Whether it stopped at its limit, and there may be more. */
  readonly hasMore: boolean;
}

/**
 * Moves messages from one queue to another where SQS does not do it itself: sent first and then deleted, so that one may come twice and none
 * is lost.
 * @throws whatever the SDK throws; what was moved before stays moved
 */
export async function moveByHand(sqs: SQSClient, fromUrl: string, toUrl: string): Promise<MovedByHand> {
  const { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageBatchCommand } =
    await import('@aws-sdk/client-sqs');
  let messages = 0;
  while (messages < MAX_MESSAGES) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: fromUrl, MaxNumberOfMessages: MAX_ENTRIES, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return { messages, hasMore: false };
    const { Successful = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: toUrl,
        Entries: Messages.map(({ Body = '' }, index) => ({ Id: String(index), MessageBody: Body })),
      }),
    );
    const sent = Successful.flatMap(({ Id }) => Messages[Number(Id)] ?? []);
    if (sent.length === 0) return { messages, hasMore: true };
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: fromUrl,
        Entries: sent.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
    messages += sent.length;
  }
  return { messages, hasMore: true };
}
