import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as z from 'zod';

/**
 * Bodies of the queue `changes`, which `push-live` reads: what `store-batch` has just stored, and what clients of the live sockets say. Nobody
 * but them writes or reads them; a body in another shape is thrown away, since a minute later it would be worth nothing.
 */

const decimal = z.string().nullable();
const ms = z.number();

/** The newest balance of a terminal in the batch. Null: not told. */
const balanceNews = z.object({
  terminalId: z.int(),
  receivedAtMs: ms,
  available: decimal,
  total: decimal,
  isRunning: z.boolean().nullable(),
  version: z.int().nullable(),
});
export type BalanceNews = z.infer<typeof balanceNews>;

/** The order's row after the commit, with the columns of a listed order in its words. */
const orderNews = z.object({
  fleetId: z.string(),
  version: z.int(),
  isDeleted: z.boolean(),
  order: z.object({
    terminalId: z.int(),
    terminalName: z.string(),
    orderId: z.string(),
    symbol: z.string().nullable(),
    status: z.enum(['Open', 'Closed', 'Cancelled']),
    isShort: z.boolean(),
    isEmulator: z.boolean(),
    leverage: decimal,
    quantity: decimal,
    buyPrice: decimal,
    sellPrice: decimal,
    spent: decimal,
    profit: decimal,
    profitPercent: decimal,
    currency: z.string().nullable(),
    strategy: z.string().nullable(),
    sellReason: z.string().nullable(),
    openedAt: z.string(),
    closedAt: z.string().nullable(),
  }),
});
export type OrderNews = z.infer<typeof orderNews>;

const livenessNews = z.object({ terminalId: z.int(), isOnline: z.boolean(), changedAtMs: ms });
const errorNews = z.object({
  terminalId: z.int(),
  text: z.string(),
  symbol: z.string().nullable(),
  code: z.int().nullable(),
  receivedAtMs: ms,
});
const chartNews = z.object({ terminalId: z.int(), orderId: z.string(), receivedAtMs: ms });

const storedNews = z.object({
  type: z.literal('stored'),
  /** Tells a message that SQS delivers twice. */
  id: z.string(),
  committedAtMs: ms,
  balances: z.array(balanceNews),
  liveness: z.array(livenessNews),
  orders: z.array(orderNews),
  errors: z.array(errorNews),
  charts: z.array(chartNews),
});
export type StoredNews = z.infer<typeof storedNews>;

/** What was stored could not be announced: whoever watches has to read again. */
const gapNews = z.object({ type: z.literal('gap') });

const subscribedNews = z.object({
  type: z.literal('subscribe'),
  connectionId: z.string(),
  userId: z.int(),
  credential: z.string(),
  topics: z.array(z.string().max(60)).max(50),
  since: z.int().nonnegative().optional(),
  /** API Gateway's time of the message: SQS does not keep the order. */
  saidAtMs: ms,
});
const answerNews = z.object({
  type: z.literal('answer'),
  connectionId: z.string(),
  /** What the client is told. */
  answer: z.enum(['pong', 'refused']),
  reason: z.string().max(200),
});
const goneNews = z.object({ type: z.literal('gone'), connectionId: z.string() });

const liveNews = z.discriminatedUnion('type', [storedNews, gapNews, subscribedNews, answerNews, goneNews]);
export type LiveNews = z.infer<typeof liveNews>;

/** SQS takes 1 MiB; what is larger than this compressed is not news any more but a flood. */
export const MAX_NEWS_BYTES = 200_000;
/** Balances of 10,000 terminals are 1.3 MB. */
const MAX_INFLATED_BYTES = 16 * 1024 * 1024;
/** Below it compressing saves nothing that is paid for. */
const COMPRESS_FROM_BYTES = 4_096;

const body = z.object({ version: z.literal(1), zstd: z.string().optional(), news: z.unknown().optional() });

export class NewsUnreadableError extends Error {
  override readonly name = 'NewsUnreadableError';
}

/** @returns the body of an SQS message; undefined when it would be above `MAX_NEWS_BYTES` */
export function writeNews(news: LiveNews): string | undefined {
  const json = JSON.stringify(news);
  const text =
    json.length < COMPRESS_FROM_BYTES
      ? `{"version":1,"news":${json}}`
      : `{"version":1,"zstd":"${zstdCompressSync(json).toString('base64')}"}`;
  return Buffer.byteLength(text) > MAX_NEWS_BYTES ? undefined : text;
}

/** @throws NewsUnreadableError */
export function readNews(text: string): LiveNews {
  try {
    const { zstd, news } = body.parse(JSON.parse(text));
    const given: unknown =
      zstd === undefined
        ? news
        : JSON.parse(
            zstdDecompressSync(Buffer.from(zstd, 'base64'), {
              maxOutputLength: MAX_INFLATED_BYTES,
            }).toString(),
          );
    return liveNews.parse(given);
  } catch (error) {
    // Without a part of the text: it may hold an order.
    throw new NewsUnreadableError(error instanceof Error ? error.name : 'unreadable');
  }
}
