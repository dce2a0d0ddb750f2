import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Sends one message as it is. @throws what the SDK throws, also when there was no answer in time */
export async function sendText(
  client: SQSClient,
  queueUrl: string,
  text: string,
  timeoutMs: number,
): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: text }), {
    abortSignal: AbortSignal.timeout(timeoutMs),
  });
}
