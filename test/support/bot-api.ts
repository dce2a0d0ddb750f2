import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

/** A call as a bot made it. */
export interface BotApiCall {
  readonly token: string;
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface BotApi {
  /** As `TELEGRAM_API_ROOT`. */
  readonly root: string;
  readonly calls: readonly BotApiCall[];
  /** The next call waits for the returned function before it is answered. */
  holdNext(): () => void;
  /** The next call is refused with this code. */
  refuseNext(errorCode: number): void;
  close(): Promise<void>;
}

const payloadSchema = z.record(z.string(), z.unknown());

/** A Bot API on loopback that keeps what it is told. */
export async function startBotApi(): Promise<BotApi> {
  const calls: BotApiCall[] = [];
  const holds: Promise<void>[] = [];
  const refusals: number[] = [];

  const server = createServer((request, response) => {
    void (async () => {
      const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
      calls.push({ token, method, payload: payloadSchema.parse(await json(request)) });
      const errorCode = refusals.shift();
      await holds.shift();
      response.writeHead(errorCode ?? 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          errorCode === undefined
            ? { ok: true, result: resultOf(method) }
            : { ok: false, error_code: errorCode, description: 'refused by the test' },
        ),
      );
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    root: `http://127.0.0.1:${address.port}`,
    calls,
    holdNext() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      holds.push(promise);
      return () => resolve(undefined);
    },
    refuseNext(errorCode) {
      refusals.push(errorCode);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function resultOf(method: string): object {
  return method === 'getMe'
    ? { id: 1, is_bot: true, first_name: 'Fleet', username: 'our_fleet_bot' }
    : { message_id: 1, date: 0, chat: { id: 1, type: 'private' } };
}
