import { type OrderDetails, type OrderEvent, OrderLife } from './order-life.ts';
import { createRandom, type Random, seedOf } from './random.ts';

/** What `SQLSelect` can look back on; real terminals keep days, 3,000 in one process cannot. */
const SQL_LOG_LINES = 20;
/** Random letters do not compress below three fragments of 2,048 bytes. */
const LONG_COMMENT_LETTERS = 6_000;

export interface OrderBookOptions {
  readonly seed: number;
  /** Id of its first order and number of its first SQL command; both only grow. */
  readonly firstOrderId: number;
  /** Share of orders whose comment does not fit into one fragment, in percent. */
  readonly longCommentPercent: number;
  /** Money in the quote currency, to the cent. */
  readonly total: number;
}

/** A terminal's open orders, its money and the log of its SQL commands. */
export class OrderBook {
  readonly #options: OrderBookOptions;
  readonly #orders: OrderLife[] = [];
  readonly #log: { readonly atMs: number; readonly event: OrderEvent }[] = [];
  #nextOrderId: number;
  #commandNumber: number;
  #total: number;

  constructor(options: OrderBookOptions) {
    this.#options = options;
    this.#nextOrderId = options.firstOrderId;
    this.#commandNumber = options.firstOrderId;
    this.#total = options.total;
  }

  get total(): number {
    return this.#total;
  }

  /** What is not bound in open orders. */
  get available(): number {
    const bound = this.#orders.reduce((sum, { details }) => sum + details.spent / details.leverage, 0);
    return Math.max(0, roundCents(this.#total - bound));
  }

  get open(): readonly OrderDetails[] {
    return this.#orders.map(({ details }) => details);
  }

  get nextDueMs(): number {
    return this.#orders.reduce((dueMs, order) => Math.min(dueMs, order.dueMs), Infinity);
  }

  /** Starts a life; its insert is due at once. @returns the order's id. */
  start(nowMs: number, coin?: string): number {
    const orderId = this.#nextOrderId;
    this.#nextOrderId += 1;
    // Its own source: what happens between its events changes nothing in it.
    const random = createRandom(seedOf(this.#options.seed, orderId));
    const isLong = random.happens(this.#options.longCommentPercent);
    this.#orders.push(
      new OrderLife(orderId, nowMs, random, {
        ...(isLong ? { comment: longComment(random) } : {}),
        ...(coin === undefined ? {} : { coin }),
      }),
    );
    return orderId;
  }

  /** The events that are due. */
  advance(nowMs: number): OrderEvent[] {
    return this.#eventsOf(nowMs, (order) =>
      order.dueMs <= nowMs ? order.advance(nowMs, this.#commandNumber + 1) : undefined,
    );
  }

  /** Closes what is open, all of it or one coin. */
  sell(nowMs: number, coin?: string): OrderEvent[] {
    return this.#eventsOf(nowMs, (order) =>
      coin === undefined || order.details.coin === coin
        ? order.closeNow(nowMs, this.#commandNumber + 1, 'Manual Sell')
        : undefined,
    );
  }

  /** What the SQL log holds since a time. */
  eventsSince(sinceMs: number): OrderEvent[] {
    return this.#log.filter(({ atMs }) => atMs >= sinceMs).map(({ event }) => event);
  }

  #eventsOf(nowMs: number, eventOf: (order: OrderLife) => OrderEvent | undefined): OrderEvent[] {
    const events: OrderEvent[] = [];
    for (const order of this.#orders) {
      const event = eventOf(order);
      if (event === undefined) continue;
      this.#commandNumber += 1;
      this.#total = roundCents(this.#total + event.profit);
      this.#log.push({ atMs: nowMs, event });
      if (this.#log.length > SQL_LOG_LINES) this.#log.shift();
      events.push(event);
    }
    for (let at = this.#orders.length - 1; events.length > 0 && at >= 0; at -= 1) {
      if (this.#orders[at]?.isOver === true) this.#orders.splice(at, 1);
    }
    return events;
  }
}

function longComment(random: Random): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .';
  return Array.from({ length: LONG_COMMENT_LETTERS }, () =>
    letters.charAt(random.whole(0, letters.length - 1)),
  ).join('');
}

function roundCents(value: number): number {
  return Math.round(value * 100) / 100;
}
