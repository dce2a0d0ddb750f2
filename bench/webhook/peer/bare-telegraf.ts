/**
 * The peer: a bot as telegraf's documentation has it, one process with `webhookCallback`, which answers from memory with the texts and
 * buttons that it is given: no database, no session, an update that comes twice is answered twice. telegraf's own settings: the sign of a
 * tap is put into the answer to the webhook, everything else is a call. Started by the benchmark with an IPC channel.
 */
import { createServer } from 'node:http';
import { Telegraf, type Telegram, TelegramError } from 'telegraf';
import { message } from 'telegraf/filters';
import { callAnything } from '../../../core/bot/sending/telegram-client.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import { PEER_COUNT_ORDER, peerOrderSchema, type PeerOrder } from './peer-protocol.ts';
import type { RecordedCall } from './recorded-replies.ts';

const counts = { calls: 0, failed: 0 };

function createBot({ token, apiRoot, replies, secret }: PeerOrder) {
  const bot = new Telegraf(token, { telegram: { apiRoot } });
  bot.botInfo = {
    id: Number.parseInt(token, 10),
    is_bot: true,
    first_name: 'Peer',
    username: 'peer_local_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
  const turns = new Map<number, number>();
  const answer = async (
    context: { readonly telegram: Telegram },
    person: { readonly id: number; readonly language_code?: string },
    kind: keyof PeerOrder['replies']['en'],
    queryId?: string,
  ): Promise<void> => {
    const turn = turns.get(person.id) ?? 0;
    if (kind === 'page') turns.set(person.id, turn + 1);
    const choices = replies[person.language_code === 'ru' ? 'ru' : 'en'][kind];
    const calls = choices[turn % choices.length] ?? [];
    const callApi = callAnything(context.telegram);
    await Promise.all(calls.map((call) => send(callApi, call, person.id, queryId)));
  };
  bot.start((context) => answer(context, context.from, 'start'));
  bot.help((context) => answer(context, context.from, 'help'));
  bot.command('terminals', (context) => answer(context, context.from, 'terminals'));
  bot.action(/^/, (context) => answer(context, context.from, 'page', context.callbackQuery.id));
  bot.on(message('text'), (context) => answer(context, context.from, 'search'));
  bot.catch((error) => {
    throw error;
  });
  return bot.webhookCallback('/telegram/fleet', { secretToken: secret });
}

async function send(
  callApi: ReturnType<typeof callAnything>,
  { method, payload }: RecordedCall,
  chatId: number,
  queryId: string | undefined,
): Promise<void> {
  const own = {
    ...payload,
    ...('chat_id' in payload ? { chat_id: chatId } : {}),
    ...('callback_query_id' in payload ? { callback_query_id: queryId } : {}),
  };
  try {
    await callApi(method, own);
    counts.calls += 1;
  } catch (error) {
    // Two taps at one moment may ask for the same page.
    if (error instanceof TelegramError && /not modified/.test(error.description)) return;
    counts.failed += 1;
    throw error;
  }
}

function isCountOrder(order: unknown): boolean {
  return typeof order === 'object' && order !== null && 'cmd' in order && order.cmd === PEER_COUNT_ORDER.cmd;
}

process.on('message', (order) => {
  if (isCountOrder(order)) {
    process.send?.({ type: 'count', ...counts });
    return;
  }
  const handle = createBot(peerOrderSchema.parse(order));
  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  void listenOnLoopback(server).then((url) => process.send?.({ type: 'serves', url }));
});
process.once('disconnect', () => process.exit(0));
process.send?.({ type: 'ready', url: '' });
