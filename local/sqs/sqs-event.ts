import type { ReceivedMessage } from './queue-client.ts';

/** One record of the event that Lambda hands to a function ("Using Lambda with Amazon SQS"). */
export interface SqsEventRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
  readonly md5OfBody: string;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

/** Lambda's limit for the payload of one invocation. */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** A record without its body: ids, attributes, ARN and their quotes; rounded up. */
const RECORD_OVERHEAD_BYTES = 1_024;

export function toEventRecord(message: ReceivedMessage, queueArn: string): SqsEventRecord {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: message.messageAttributes,
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}

/** Cuts what was received into events that Lambda would take. A message alone always passes: SQS caps it at 1 MiB. */
export function splitIntoEvents(
  messages: readonly ReceivedMessage[],
  maxBytes: number = MAX_EVENT_BYTES,
): ReceivedMessage[][] {
  const events: ReceivedMessage[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body) + RECORD_OVERHEAD_BYTES;
    if (bytes + size > maxBytes) {
      events.push([]);
      bytes = 0;
    }
    events.at(-1)?.push(message);
    bytes += size;
  }
  return events;
}
