import type { SQSClient } from '@aws-sdk/client-sqs';

/** SQS takes 10 entries a call. */
const MAX_ENTRIES = 10;

/** SQS holds a message back for at most 15 minutes. */
export const MAX_DELAY_SECONDS = 900;

/** A queue whose messages are JSON. */
export interface JsonQueue {
  /**
   * One SQS message a value.
   * @param delaySeconds whole seconds until a consumer sees them; above 900 it is 900
   * @throws MessagesRefusedError when SQS took only some, and whatever the SDK throws when there was no answer
   */
  send(messages: readonly unknown[], delaySeconds?: number): Promise<void>;
}

export class MessagesRefusedError extends Error {
  override readonly name = 'MessagesRefusedError';
}

/**
 * Sends to one SQS queue. The SDK is loaded at the first message: most updates of a bot send none, and a cold start would pay for it.
 * @param client of the SDK; by default one is made of the environment
 */
export function openQueue(queueUrl: string, client?: SQSClient): JsonQueue {
  let opened: Promise<SQSClient> | undefined;
  const open = async (): Promise<SQSClient> => {
    if (client !== undefined) return client;
    opened ??= import('@aws-sdk/client-sqs').then(
      (sdk) =>
        new sdk.SQSClient({
          maxAttempts: 2,
          requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
        }),
    );
    return opened;
  };
  return {
    async send(messages, delaySeconds = 0) {
      if (messages.length === 0) return;
      const [sqs, { SendMessageBatchCommand }] = await Promise.all([open(), import('@aws-sdk/client-sqs')]);
      const delay = Math.min(Math.max(0, Math.ceil(delaySeconds)), MAX_DELAY_SECONDS);
      let refused = 0;
      for (let at = 0; at < messages.length; at += MAX_ENTRIES) {
        const { Failed = [] } = await sqs.send(
          new SendMessageBatchCommand({
            QueueUrl: queueUrl,
            Entries: messages.slice(at, at + MAX_ENTRIES).map((message, index) => ({
              Id: String(index),
              MessageBody: JSON.stringify(message),
              ...(delay === 0 ? {} : { DelaySeconds: delay }),
            })),
          }),
        );
        refused += Failed.length;
      }
      if (refused > 0)
        throw new MessagesRefusedError(`SQS refused ${refused} of ${messages.length} messages`);
    },
  };
}
