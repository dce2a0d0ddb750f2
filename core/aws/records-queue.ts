import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface OutgoingMessage {
  readonly body: string;
}

/**
 * Sends up to 10 messages, 1 MiB in all, in one call.
 * @returns indexes of the messages that SQS refused
 * @throws whatever the SDK throws when there was no answer
 */
export async function sendMessages(
  client: SQSClient,
  queueUrl: string,
  messages: readonly OutgoingMessage[],
): Promise<number[]> {
  const { Failed = [] } = await client.send(
    new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: messages.map((message, index) => ({ Id: String(index), MessageBody: message.body })),
    }),
  );
  return Failed.map((entry) => Number(entry.Id));
}
