import type { IncomingMessage } from 'node:http';

/** @returns `undefined` when it is larger than `maxBytes` */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const parts: AsyncIterable<Buffer> = request;
  for await (const chunk of parts) {
    bytes += chunk.length;
    // What is too large is read to its end and thrown away: a client that still writes would not see the answer.
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks);
}
