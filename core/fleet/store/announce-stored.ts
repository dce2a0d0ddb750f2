import * as z from 'zod';
import {
  type BalanceNews,
  type LiveNews,
  type OrderNews,
  type StoredNews,
  writeNews,
} from '../../contracts/live-news.ts';
import { plainArrayLiteral } from '../../database/array-literal.ts';
import type { Queryable } from '../../database/pool.ts';
import { ORDER_COLUMNS, orderOf, orderRow } from '../orders/list-orders.ts';
import type { Storable } from './storable.ts';
import type { StoreOutcome } from './store-batches.ts';

export interface Announcer {
  /** Whether somebody watches the live page. */
  readonly isWatched: (database: Queryable) => Promise<boolean>;
  /** @throws when the queue did not take it */
  readonly send: (body: string) => Promise<void>;
  /** Never the same twice. */
  readonly newId: () => string;
}

/** While nobody watches it costs one question to the database each 5 s a container (read-watched.ts), and nothing else. */
export class StoredAnnouncer {
  readonly #parts: Announcer;
  /** Something was not announced: with the next announcement whoever watches is told to read again. */
  #hasGap = false;

  constructor(parts: Announcer) {
    this.#parts = parts;
  }

  /**
   * Tells whoever pushes to the live sockets what was stored, after the commit. It never fails: what cannot be announced is read again by who
   * watches.
   */
  async announce(
    database: Queryable,
    { records: stored, repeated }: Pick<StoreOutcome, 'records' | 'repeated'>,
    committedAtMs: number,
  ): Promise<void> {
    // Who stored it may have been ended before it said so.
    if (repeated.length > 0) this.#hasGap = true;
    if (stored.length === 0 && !this.#hasGap) return;
    try {
      if (!(await this.#parts.isWatched(database))) {
        this.#hasGap = false;
        return;
      }
      if (this.#hasGap) await this.#send({ type: 'gap' });
      this.#hasGap = false;
      if (stored.length === 0) return;
      const news = await this.#collect(database, stored, committedAtMs);
      if (news !== undefined) await this.#send(news);
    } catch {
      this.#hasGap = true;
    }
  }

  async #collect(
    database: Queryable,
    stored: readonly Storable[],
    committedAtMs: number,
  ): Promise<LiveNews | undefined> {
    const keys = touchedOrders(stored);
    if (keys.length > MAX_ORDERS) return { type: 'gap' };
    const news: StoredNews = {
      type: 'stored',
      id: this.#parts.newId(),
      committedAtMs,
      balances: newestBalances(stored),
      liveness: newestLiveness(stored),
      orders: keys.length === 0 ? [] : await readOrders(database, keys),
      errors: errorsOf(stored),
      charts: chartsOf(stored),
    };
    const { balances, liveness, orders, errors, charts } = news;
    return [balances, liveness, orders, errors, charts].some((list) => list.length > 0) ? news : undefined;
  }

  async #send(news: LiveNews): Promise<void> {
    // More than a message holds: who watches could not follow it either.
    const body = writeNews(news) ?? writeNews({ type: 'gap' });
    if (body !== undefined) await this.#parts.send(body);
  }
}

/** Of one batch; an order's row is 400 bytes. */
const MAX_ORDERS = 2_000;
const MAX_ERRORS = 500;
const MAX_ERROR_CHARACTERS = 500;

function newestBalances(stored: readonly Storable[]): BalanceNews[] {
  const newest = new Map<number, BalanceNews>();
  for (const { record, message } of stored) {
    // A listing's balance is rounded, and only stands in for one that never came.
    if (message.type !== 'balance' || message.source === 'list') continue;
    const { terminalId, receivedAtMs } = record;
    const before = newest.get(terminalId);
    if (before !== undefined && before.receivedAtMs > receivedAtMs) continue;
    newest.set(terminalId, {
      terminalId,
      receivedAtMs,
      available: message.available ?? before?.available ?? null,
      total: message.total ?? before?.total ?? null,
      isRunning: message.isRunning ?? before?.isRunning ?? null,
      version: message.version ?? before?.version ?? null,
    });
  }
  return [...newest.values()];
}

function newestLiveness(stored: readonly Storable[]): StoredNews['liveness'] {
  const newest = new Map<number, StoredNews['liveness'][number]>();
  for (const { record, message } of stored) {
    if (message.type !== 'liveness') continue;
    const { terminalId, receivedAtMs: changedAtMs } = record;
    if ((newest.get(terminalId)?.changedAtMs ?? 0) <= changedAtMs)
      newest.set(terminalId, { terminalId, isOnline: message.isOnline, changedAtMs });
  }
  return [...newest.values()];
}

function errorsOf(stored: readonly Storable[]): StoredNews['errors'] {
  const errors = stored.flatMap(({ record: { terminalId, receivedAtMs }, message }) =>
    message.type !== 'errors'
      ? []
      : message.errors.map(({ text, symbol, code }) => ({
          terminalId,
          text: text.slice(0, MAX_ERROR_CHARACTERS),
          symbol,
          code,
          receivedAtMs,
        })),
  );
  // A storm: the newest are on the page.
  return errors.slice(-MAX_ERRORS);
}

function chartsOf(stored: readonly Storable[]): StoredNews['charts'] {
  return stored.flatMap(({ record: { terminalId, receivedAtMs }, message }) =>
    message.type === 'chart' ? [{ terminalId, orderId: String(message.orderId), receivedAtMs }] : [],
  );
}

interface OrderKey {
  readonly terminalId: number;
  readonly orderId: string;
}

function touchedOrders(stored: readonly Storable[]): OrderKey[] {
  const touched = new Map<string, OrderKey>();
  for (const { record, message } of stored) {
    if (message.type !== 'orders') continue;
    for (const { orderId } of message.events)
      touched.set(`${record.terminalId}:${orderId}`, { terminalId: record.terminalId, orderId });
  }
  return [...touched.values()];
}

const newsRow = orderRow.extend({ fleet_id: z.string(), version: z.int(), deleted: z.boolean() });

/** The rows as they are now: with what other batches brought, too. */
async function readOrders(database: Queryable, keys: readonly OrderKey[]): Promise<OrderNews[]> {
  const { rows } = await database.query({
    name: 'announce-orders',
    text: `select ${ORDER_COLUMNS}, t.fleet_id::text, o.version, o.deleted
      from unnest($1::bigint[], $2::bigint[]) as k (terminal_id, order_id)
      join terminals t on t.id = k.terminal_id
      cross join lateral (select * from orders where terminal_id = k.terminal_id and order_id = k.order_id limit 1) as o`,
    values: [
      plainArrayLiteral(keys.map(({ terminalId }) => terminalId)),
      plainArrayLiteral(keys.map(({ orderId }) => orderId)),
    ],
  });
  return z
    .array(newsRow)
    .parse(rows)
    .map((row) => {
      const { openedAt, closedAt, ...order } = orderOf(row);
      return {
        fleetId: row.fleet_id,
        version: row.version,
        isDeleted: row.deleted,
        order: { ...order, openedAt: openedAt.toISOString(), closedAt: closedAt?.toISOString() ?? null },
      };
    });
}
