import { createServer } from 'node:http';
import { z } from 'zod';
import { readBody } from '../../../local/http/read-body.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { type People, UPDATE_KINDS, type UpdateKind, UpdateMix } from '../update-mix.ts';
import type { RecordedCall, RecordedReplies } from './recorded-replies.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const payloadSchema = z.record(z.string(), z.unknown());

/** The bot did not answer an update, or not with 200. */
export class NothingRecordedError extends Error {
  override readonly name = 'NothingRecordedError';
}

/** A Bot API that says yes to every call and remembers it. */
export interface CallRecorder {
  readonly url: string;
  /** The calls since it was asked last. */
  take(): RecordedCall[];
  close(): Promise<void>;
}

export async function startRecorder(): Promise<CallRecorder> {
  let calls: RecordedCall[] = [];
  const server = createServer((request, response) => {
    readBody(request, MAX_BODY_BYTES).then(
      (body) => {
        const payload = payloadSchema.parse(JSON.parse(body?.toString('utf8') ?? ''));
        calls.push({ method: request.url?.split('/').at(-1) ?? '', payload });
        const chat = { id: payload['chat_id'], type: 'private' };
        const result = { message_id: payload['message_id'] ?? 1, date: 0, chat };
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ ok: true, result }));
      },
      () => response.destroy(),
    );
  });
  const url = await listenOnLoopback(server);
  return {
    url,
    take: () => {
      const taken = calls;
      calls = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Asks the bot each kind of update in both languages and takes down what it says, so that the peer sends the same texts and buttons.
 * @throws NothingRecordedError
 */
export async function recordReplies(
  recorder: CallRecorder,
  { url, secret }: { readonly url: string; readonly secret: string },
  people: People,
  firstUpdateId: number,
): Promise<RecordedReplies> {
  // The first two people of the mix, in turn: one of each language.
  const pair = new UpdateMix({ ...people, count: 2 }, { firstUpdateId, seed: 1 });
  const replies = {
    ru: noReplies(),
    en: noReplies(),
  };
  for (const kind of UPDATE_KINDS) {
    for (let turn = 0; turn < 2; turn += 1) {
      for (const language of ['ru', 'en'] as const) {
        const [update] = pair.take(1, kind);
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
          body: update?.body ?? '',
        });
        const calls = recorder.take();
        if (answer.status !== 200 || calls.length === 0)
          throw new NothingRecordedError(`${kind}: ${answer.status} and ${calls.length} calls`);
        replies[language][kind].push(calls);
      }
    }
  }
  return replies;
}

function noReplies(): Record<UpdateKind, RecordedCall[][]> {
  return { start: [], help: [], terminals: [], page: [], search: [] };
}
