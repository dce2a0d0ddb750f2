/**
 * What runs in a function's process: Lambda's Node runtime in small. Imports the bundle once, then handles one event at a time.
 * Started by `environment.ts` with the folder of the bundle and the handler's name (`index.handler`).
 *
 * Ends with its parent: the IPC channel closes when the runner dies, however it dies.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FunctionMessage, type InvokeMessage, invokeMessageSchema } from './messages.ts';
import { peakMemoryBytes } from './peak-memory.ts';
import { createContext, type FunctionIdentity } from './context.ts';

type Handler = (event: unknown, context: object) => unknown;

/** Lambda's limit for what a function answers: 6 MB and 100 bytes. */
const MAX_RESULT_BYTES = 6_291_556;

class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLargeError';
}

class HandlerMissingError extends Error {
  override readonly name = 'HandlerMissingError';
}

function send(message: FunctionMessage): void {
  process.send?.(message);
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

async function importHandler(assetDir: string, handlerName: string): Promise<Handler> {
  const at = handlerName.lastIndexOf('.');
  const base = join(assetDir, handlerName.slice(0, at));
  const exportName = handlerName.slice(at + 1);
  const file = ['.mjs', '.js', '.cjs'].map((ending) => base + ending).find((path) => existsSync(path));
  if (file === undefined) throw new HandlerMissingError(`${base}.mjs or .js is not there`);
  const module: unknown = await import(pathToFileURL(file).href);
  const exported = new Map<string, unknown>(Object.entries(module ?? {}));
  const handler = exported.get(exportName);
  if (!isHandler(handler)) throw new HandlerMissingError(`${file} has no function ${exportName}`);
  return handler;
}

async function handle(handler: Handler, message: InvokeMessage, identity: FunctionIdentity): Promise<void> {
  const { requestId } = message;
  const event: unknown = JSON.parse(message.eventJson);
  try {
    const result = await handler(
      event,
      createContext(identity, message, () => Date.now()),
    );
    // A handler that returns nothing answers null, as with Lambda.
    const resultJson = result === undefined ? 'null' : JSON.stringify(result);
    if (Buffer.byteLength(resultJson) > MAX_RESULT_BYTES)
      throw new ResponseTooLargeError(`the answer is larger than ${MAX_RESULT_BYTES} bytes`);
    send({ type: 'returned', requestId, resultJson, peakMemoryBytes: peakMemoryBytes() });
  } catch (error) {
    send({
      type: 'threw',
      requestId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      peakMemoryBytes: peakMemoryBytes(),
    });
  }
}

const [, , assetDir = '', handlerName = '', name = '', arn = '', memoryMb = '128'] = process.argv;
process.on('disconnect', () => process.exit(0));

try {
  const handler = await importHandler(assetDir, handlerName);
  process.on('message', (message) => {
    const parsed = invokeMessageSchema.safeParse(message);
    if (parsed.success) void handle(handler, parsed.data, { name, arn, memoryMb });
  });
  send({ type: 'initialized', peakMemoryBytes: peakMemoryBytes() });
} catch (error) {
  send({
    type: 'init-failed',
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  process.disconnect();
}
