import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

/** A call as a bot made it. */
export interface BotApiCall {
  readonly token: string;
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A message as it stands in the chat now. */
export interface ChatMessage {
  readonly id: number;
  readonly chatId: number;
  text: string;
  /** Telegram's `reply_markup`. */
  markup: unknown;
  /** Of a document. */
  readonly file: { readonly name: string; readonly content: Buffer } | undefined;
  edits: number;
}

/** What Telegram says when it refuses. */
export interface Refusal {
  readonly errorCode: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
  /** The next call of this method. @default the next call */
  readonly method?: string;
}

export interface BotApi {
  /** As `TELEGRAM_API_ROOT`. */
  readonly root: string;
  readonly calls: readonly BotApiCall[];
  /** Every message that bots sent and nobody deleted, oldest first. */
  readonly messages: readonly ChatMessage[];
  /** The next call waits for the returned function before it is answered. */
  holdNext(): () => void;
  /** The next call is refused. */
  refuseNext(refusal: number | Refusal, parameters?: Refusal['parameters']): void;
  /** The next call is done, and its answer gets lost. */
  loseNextAnswer(method?: string): void;
  /** What a person uploads. @returns the file's id */
  addFile(content: Buffer): string;
  close(): Promise<void>;
}

const payloadSchema = z.record(z.string(), z.unknown());
const writtenSchema = z.looseObject({
  chat_id: z.coerce.number(),
  message_id: z.coerce.number().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  reply_markup: z.unknown().optional(),
});

interface Trouble {
  readonly method: string | undefined;
  readonly refusal?: Refusal;
}

/** Telegram's own ids begin where tests do not: those of what a person writes are small. */
const FIRST_MESSAGE_ID = 1_000_000;

/** A Bot API on loopback that keeps what it is told, and the chats as they look after it. */
export async function startBotApi(): Promise<BotApi> {
  const calls: BotApiCall[] = [];
  const messages: ChatMessage[] = [];
  const files = new Map<string, Buffer>();
  const holds: Promise<void>[] = [];
  const troubles: Trouble[] = [];
  let lastMessageId = FIRST_MESSAGE_ID;

  const answer = (method: string, { payload, file }: ReadCall): object => {
    if (method === 'getMe') return { id: 1, is_bot: true, first_name: 'Fleet', username: 'our_fleet_bot' };
    if (method === 'getFile') {
      const id = String(payload['file_id']);
      return { file_id: id, file_unique_id: id, file_path: `documents/${id}` };
    }
    const written = writtenSchema.safeParse(payload);
    if (!written.success) return { done: true };
    const { chat_id: chatId, message_id: messageId, text, caption, reply_markup: markup } = written.data;
    const before = messages.findIndex(({ id }) => id === messageId);
    const message = messages[before];
    if (method === 'deleteMessage') {
      if (message !== undefined) messages.splice(before, 1);
      return { done: true };
    }
    if (method === 'editMessageText' || method === 'editMessageReplyMarkup') {
      if (message === undefined || message.chatId !== chatId || message.file !== undefined)
        throw new RefusedCall({ errorCode: 400, description: 'Bad Request: message to edit not found' });
      if (
        message.text === (text ?? message.text) &&
        JSON.stringify(message.markup) === JSON.stringify(markup)
      )
        throw new RefusedCall({
          errorCode: 400,
          description: 'Bad Request: message is not modified: specified new message content is the same',
        });
      message.text = text ?? message.text;
      message.markup = markup;
      message.edits += 1;
      return { message_id: message.id, date: 0, chat: { id: chatId, type: 'private' } };
    }
    lastMessageId += 1;
    if (method === 'sendMessage' || method === 'sendDocument')
      messages.push({ id: lastMessageId, chatId, text: text ?? caption ?? '', markup, file, edits: 0 });
    return { message_id: lastMessageId, date: 0, chat: { id: chatId, type: 'private' } };
  };

  const server = createServer((request, response) => {
    void (async () => {
      const stored = /^\/file\/bot[^/]+\/documents\/(\w+)$/.exec(request.url ?? '')?.[1];
      if (stored !== undefined) {
        const content = files.get(stored);
        response.writeHead(content === undefined ? 404 : 200);
        response.end(content);
        return;
      }
      const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
      const call = await readCall(request);
      calls.push({ token, method, payload: call.payload });
      const index = troubles.findIndex((one) => one.method === undefined || one.method === method);
      const [trouble] = index === -1 ? [] : troubles.splice(index, 1);
      await holds.shift();
      const say = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      try {
        if (trouble?.refusal !== undefined) throw new RefusedCall(trouble.refusal);
        const result = answer(method, call);
        if (trouble === undefined) say(200, { ok: true, result });
        else response.destroy();
      } catch (error) {
        if (!(error instanceof RefusedCall)) throw error;
        const { errorCode, description = 'refused by the test', parameters } = error.refusal;
        say(errorCode, { ok: false, error_code: errorCode, description, parameters });
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    root: `http://127.0.0.1:${address.port}`,
    calls,
    messages,
    holdNext() {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      holds.push(promise);
      return () => resolve(undefined);
    },
    refuseNext(refusal, parameters) {
      const whole =
        typeof refusal === 'number'
          ? { errorCode: refusal, ...(parameters === undefined ? {} : { parameters }) }
          : refusal;
      troubles.push({ method: whole.method, refusal: whole });
    },
    loseNextAnswer(method) {
      troubles.push({ method });
    },
    addFile(content) {
      const id = `file${files.size + 1}`;
      files.set(id, content);
      return id;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

class RefusedCall extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`refused with ${refusal.errorCode}`);
    this.refusal = refusal;
  }
}

interface ReadCall {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly file: { readonly name: string; readonly content: Buffer } | undefined;
}

/** JSON, or a form when there is a file in it. */
async function readCall(request: IncomingMessage): Promise<ReadCall> {
  const body = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data'))
    return {
      payload: payloadSchema.parse(body.length === 0 ? {} : JSON.parse(body.toString('utf8'))),
      file: undefined,
    };
  // The form is telegraf's, of a test.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const payload: Record<string, unknown> = {};
  let file: ReadCall['file'];
  for (const [name, value] of form) {
    if (typeof value === 'string') payload[name] = value;
    else file = { name: value.name, content: Buffer.from(await value.arrayBuffer()) };
  }
  return { payload, file };
}
