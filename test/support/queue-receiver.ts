import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';

const sendMessageBatch = z.object({
  Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })),
});

/** What a program needs of SQS to send to it: it takes every batch and keeps the bodies. */
export interface QueueReceiver {
  readonly queueUrl: string;
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

export async function openQueueReceiver(): Promise<QueueReceiver> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { Entries } = sendMessageBatch.parse(JSON.parse(Buffer.concat(chunks).toString()));
      bodies.push(...Entries.map((entry) => entry.MessageBody));
      const Successful = Entries.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
      }));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ Successful, Failed: [] }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no TCP address');
  return {
    queueUrl: `http://127.0.0.1:${address.port}/123456789012/records`,
    bodies,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
