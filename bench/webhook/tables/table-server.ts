/**
 * DynamoDB's HTTP interface over tables in memory, as a process of its own: started with an IPC channel and `table:key` for each table. It
 * takes a fraction of what dynalite takes for a write, so that the benchmark measures the webhook.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { readBody } from '../../../local/http/read-body.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { MemoryTables, TableRefusal } from './memory-tables.ts';
import { ExpressionUnsupportedError } from './tokens.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

const tables = new MemoryTables(
  new Map(
    process.argv.slice(2).map((argument) => {
      const at = argument.lastIndexOf(':');
      return [argument.slice(0, at), argument.slice(at + 1)];
    }),
  ),
);

async function answer(request: IncomingMessage): Promise<{ readonly code: number; readonly body: object }> {
  const body = await readBody(request, MAX_BODY_BYTES);
  // `DynamoDB_20120810.GetItem`
  const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
  try {
    return { code: 200, body: tables.answer(operation, JSON.parse(body?.toString('utf8') ?? '')) };
  } catch (error) {
    const isRefusal = error instanceof TableRefusal;
    if (!isRefusal && !(error instanceof ExpressionUnsupportedError)) throw error;
    const type = `com.amazonaws.dynamodb.v20120810#${isRefusal ? error.type : 'ValidationException'}`;
    const item = isRefusal && error.item !== undefined ? { Item: error.item } : {};
    return { code: 400, body: { __type: type, message: error.message, ...item } };
  }
}

const server = createServer((request, response) => {
  answer(request).then(
    ({ code, body }) =>
      response.writeHead(code, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body)),
    () => response.destroy(),
  );
});
void listenOnLoopback(server).then((url) => process.send?.({ type: 'ready', url }));
process.once('disconnect', () => process.exit(0));
