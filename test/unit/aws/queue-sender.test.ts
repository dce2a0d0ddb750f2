import { SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { MessagesRefusedError, openQueue } from '../../../core/aws/queue-sender.ts';

const inputSchema = z.object({
  QueueUrl: z.string(),
  Entries: z.array(
    z.object({ Id: z.string(), MessageBody: z.string(), DelaySeconds: z.number().optional() }),
  ),
});

/** An SQS client that keeps its calls to itself, and refuses the entries of these bodies. */
function silentClient(refused: readonly string[] = []): {
  readonly client: SQSClient;
  readonly calls: z.infer<typeof inputSchema>[];
} {
  const client = new SQSClient({ region: 'eu-west-1' });
  const calls: z.infer<typeof inputSchema>[] = [];
  client.middlewareStack.add(
    () => (args) => {
      const input = inputSchema.parse(args.input);
      calls.push(input);
      const failed = input.Entries.filter(({ MessageBody }) => refused.includes(MessageBody));
      const output = {
        $metadata: {},
        Successful: [],
        Failed: failed.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' })),
      };
      return Promise.resolve({ output, response: undefined });
    },
    { step: 'initialize', priority: 'high' },
  );
  return { client, calls };
}

describe('a queue of JSON', () => {
  it('sends ten messages a call, each as JSON', async () => {
    const { client, calls } = silentClient();

    await openQueue('https://sqs/messages', client).send(
      Array.from({ length: 23 }, (_, index) => ({ version: 1, index })),
    );

    expect(calls.map(({ Entries }) => Entries.length)).toEqual([10, 10, 3]);
    expect(calls[2]?.Entries[2]).toEqual({ Id: '2', MessageBody: '{"version":1,"index":22}' });
    expect(calls[0]?.QueueUrl).toBe('https://sqs/messages');
  });

  it('says nothing to SQS when there is nothing to send', async () => {
    const { client, calls } = silentClient();

    await openQueue('https://sqs/messages', client).send([]);

    expect(calls).toEqual([]);
  });

  it.each([
    [0.2, 1],
    [41, 41],
    [3_600, 900],
  ])('holds a message back for %d s as %d whole seconds, at most what SQS can', async (asked, told) => {
    const { client, calls } = silentClient();

    await openQueue('https://sqs/messages', client).send([1], asked);

    expect(calls[0]?.Entries[0]?.DelaySeconds).toBe(told);
  });

  it('tells when SQS took only some', async () => {
    const { client, calls } = silentClient(['3']);

    const sending = openQueue('https://sqs/messages', client).send(
      Array.from({ length: 12 }, (_, index) => index),
    );

    await expect(sending).rejects.toThrow(MessagesRefusedError);
    expect(calls).toHaveLength(2);
  });
});
