import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** A message as the poller sees it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
}

/** What the poller does with a queue. */
export interface QueueClient {
  /** At most 10 messages. A call in flight is never given up: the server may have handed its messages over already. */
  receive(maxMessages: number, waitSeconds: number): Promise<ReceivedMessage[]>;
  /** @returns receipt handles that could not be deleted. At most 10 at once. */
  delete(receiptHandles: readonly string[]): Promise<string[]>;
  send(body: string): Promise<void>;
}

export interface QueueDepth {
  /** Ready to be received, and delayed. */
  readonly waiting: number;
  /** Received and not yet deleted. */
  readonly inFlight: number;
}

export function createSqsClient(endpoint: string, region: string): SQSClient {
  return new SQSClient({
    endpoint,
    region,
    // Whatever is given, fauxqs takes it; the SDK only asks that there are some.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // The bodies come over loopback; hashing each again costs more than receiving it.
    md5: false,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 30_000 },
  });
}

export function createQueueClient(client: SQSClient, queueUrl: string): QueueClient {
  return {
    receive: async (maxMessages, waitSeconds) => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: maxMessages,
          WaitTimeSeconds: waitSeconds,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages.map(toReceived);
    },
    delete: async (receiptHandles) => {
      const { Failed = [] } = await client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
      return Failed.map(({ Id }) => receiptHandles[Number(Id)]).filter((handle) => handle !== undefined);
    },
    send: async (body) => {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
    },
  };
}

export async function readQueueDepth(client: SQSClient, queueUrl: string): Promise<QueueDepth> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  const count = (name: keyof typeof Attributes): number => Number(Attributes[name] ?? 0);
  return {
    waiting: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesDelayed'),
    inFlight: count('ApproximateNumberOfMessagesNotVisible'),
  };
}

function toReceived(message: Message): ReceivedMessage {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    md5OfBody: message.MD5OfBody ?? '',
    attributes: Object.fromEntries(Object.entries(message.Attributes ?? {})),
    messageAttributes: message.MessageAttributes ?? {},
  };
}
