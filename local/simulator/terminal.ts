import { orderChart } from './chart.ts';
import { parseCommandLine } from './command-line.ts';
import { API_ERRORS, STRATEGIES } from './market.ts';
import {
  balanceMessage,
  type BalanceShape,
  errorsMessage,
  money,
  orderMessage,
  type OutgoingMessage,
  replyMessage,
  sqlLogMessage,
  strategiesMessage,
  textReplyMessage,
} from './messages.ts';
import { OrderBook } from './order-book.ts';
import type { OrderEvent } from './order-life.ts';
import { createRandom, type Random } from './random.ts';
import { readRequest } from './read-request.ts';
import { strategyPacks } from './strategies.ts';
import { TerminalSettings } from './terminal-settings.ts';

/** How a terminal behaves; times in ms. */
export interface TerminalOptions {
  readonly name: string;
  readonly password: string;
  readonly seed: number;
  /** Never answers, never pushes. */
  readonly isSilent: boolean;
  readonly balanceEveryMs: number;
  /** Mean time between the starts of two orders; an order makes 3.4 events on the average. */
  readonly orderEveryMs: number;
  readonly errorEveryMs: number;
  /** Share of orders whose comment does not fit into one fragment, in percent. */
  readonly longCommentPercent: number;
  readonly firstOrderId: number;
}

const JITTER = 0.2;
const VERSION = 756;

const REPORT =
  /^(?:(?<count>\d{1,4}) (?<unit>days?|weeks?))? ?(?<coin>(?!hide$)[\p{L}\p{N}]{1,20})? ?(?:hide)?$/iu;

/**
 * One terminal, without socket and clock: requests and times in, messages out. It is quiet until a command reaches it that is
 * signed with its password, since only then it knows whom to push to.
 */
export class Terminal {
  readonly name: string;
  readonly #options: TerminalOptions;
  readonly #random: Random;
  readonly #shape: BalanceShape;
  /** A terminal of old age: answers as bare text and pushes updates as bare SQL. */
  readonly #isLegacy: boolean;
  readonly #book: OrderBook;
  readonly #settings = new TerminalSettings();
  #balanceDueMs = Infinity;
  #orderDueMs = Infinity;
  #errorDueMs = Infinity;
  #isRunning = true;
  #wantsCharts = false;

  constructor(options: TerminalOptions) {
    this.name = options.name;
    this.#options = options;
    this.#random = createRandom(options.seed);
    const age = this.#random.whole(1, 100);
    this.#shape = age <= 4 ? 'text' : age <= 8 ? 'top-level' : 'object';
    this.#isLegacy = this.#shape === 'text';
    this.#book = new OrderBook({
      ...options,
      total: Math.round(this.#random.between(200, 5_000) * 100) / 100,
    });
  }

  /** When `advance` has something to say next; `Infinity` before the first command. */
  get nextDueMs(): number {
    return Math.min(this.#balanceDueMs, this.#orderDueMs, this.#errorDueMs, this.#book.nextDueMs);
  }

  /**
   * A datagram came in.
   * @returns the replies (maybe none), or `undefined` when the request is not signed with this terminal's password, is
   * addressed to another one, or the terminal is a silent one: then its sender is not who it pushes to.
   */
  receive(datagram: Buffer, nowMs: number): OutgoingMessage[] | undefined {
    if (this.#options.isSilent) return undefined;
    const text = readRequest(datagram, this.#options.password);
    const line = text === undefined ? undefined : parseCommandLine(text, this.name);
    if (line === undefined) return undefined;
    if (this.#balanceDueMs === Infinity) this.#startPushing(nowMs);
    return this.#answer(line.name, line.words, nowMs);
  }

  /** Everything that has become due. */
  advance(nowMs: number): OutgoingMessage[] {
    const messages: OutgoingMessage[] = [];
    if (this.#balanceDueMs <= nowMs) {
      this.#balanceDueMs = nowMs + this.#jittered(this.#options.balanceEveryMs);
      messages.push(this.#balance());
    }
    if (this.#orderDueMs <= nowMs) {
      this.#orderDueMs = nowMs + this.#jittered(this.#options.orderEveryMs);
      if (this.#isRunning) this.#book.start(nowMs);
    }
    if (this.#errorDueMs <= nowMs) {
      this.#errorDueMs = nowMs + this.#jittered(this.#options.errorEveryMs);
      messages.push(this.#apiErrors(nowMs));
    }
    return [...messages, ...this.#tell(this.#book.advance(nowMs), nowMs)];
  }

  #startPushing(nowMs: number): void {
    const { balanceEveryMs, orderEveryMs, errorEveryMs } = this.#options;
    // Spread over a whole interval: 3,000 terminals that are spoken to at once must not push at once.
    this.#balanceDueMs = nowMs + this.#random.between(0, balanceEveryMs);
    this.#orderDueMs = nowMs + this.#random.between(0, orderEveryMs);
    this.#errorDueMs = nowMs + this.#random.between(0, errorEveryMs);
  }

  #answer(name: string, words: readonly string[], nowMs: number): OutgoingMessage[] {
    switch (name) {
      case 'lst':
        return this.#reply(this.#openOrdersText());
      case 'list':
        return this.#reply(this.#openOrdersText(), `Strategies: ${STRATEGIES.join(', ')}`);
      case 'report':
        return this.#report(words);
      case 'subscribecharts':
      case 'unsubscribecharts':
        this.#wantsCharts = name === 'subscribecharts';
        return [];
      case 'getstrategiesfull':
      case 'getstrategiesactive': {
        const names = name === 'getstrategiesfull' ? STRATEGIES : this.#settings.active;
        const packs = strategyPacks(names, this.#settings.overrides);
        return packs.map((text, index) => strategiesMessage(this.name, index + 1, text));
      }
      case 'start':
      case 'stop':
        this.#isRunning = name === 'start';
        return [...this.#reply(this.#isRunning ? 'Started' : 'Stopped'), this.#balance()];
      case 'buy':
      case 'short':
        return this.#buy(words[0]?.toUpperCase(), nowMs);
      case 'sell':
        return words[0] === undefined
          ? this.#reply('ERR coin expected')
          : this.#sell(nowMs, words[0].toUpperCase());
      case 'sellall':
        return this.#sell(nowMs);
      case 'sqlselect': {
        const sinceMs = Date.parse(`${words[0] ?? ''}Z`);
        return Number.isNaN(sinceMs)
          ? this.#reply('ERR time expected')
          : this.#book.eventsSince(sinceMs).map((event) => sqlLogMessage(this.name, event));
      }
      default:
        return this.#reply(this.#settings.change(name, words));
    }
  }

  #buy(coin: string | undefined, nowMs: number): OutgoingMessage[] {
    const refusal = this.#settings.refusalOf(coin);
    if (refusal !== undefined) return this.#reply(refusal);
    const orderId = this.#book.start(nowMs, coin);
    return [...this.#reply(`OK: order ${orderId}`), ...this.#tell(this.#book.advance(nowMs), nowMs)];
  }

  #sell(nowMs: number, coin?: string): OutgoingMessage[] {
    const events = this.#book.sell(nowMs, coin);
    return [...this.#reply(`OK: ${events.length} orders sold`), ...this.#tell(events, nowMs)];
  }

  /** `report [N days|weeks] [coin] [hide]`: what was asked, a part a coin, the sum. */
  #report(words: readonly string[]): OutgoingMessage[] {
    const { count, unit, coin } = REPORT.exec(words.join(' '))?.groups ?? {};
    if (words.length > 0 && !REPORT.test(words.join(' '))) return this.#reply('ERR period or coin expected');
    const spent = new Map<string, number>();
    for (const order of this.#book.open)
      if (coin === undefined || order.coin === coin.toUpperCase())
        spent.set(order.coin, (spent.get(order.coin) ?? 0) + order.spent);
    return this.#reply(
      `Report: ${count ?? '1'} ${unit ?? 'days'}`,
      ...[...spent].map(([name, sum]) => `${name}  in orders ${money(sum)}`),
      `Total: ${money(this.#book.total)}`,
    );
  }

  /** The messages of order events; a closed order is followed by its chart. */
  #tell(events: readonly OrderEvent[], nowMs: number): OutgoingMessage[] {
    return events.flatMap((event) => {
      // Old terminals push updates bare; inserts keep the envelope, whose `oid` is the id that the updates name.
      const isBare = this.#isLegacy && event.step !== 'insert';
      const message = isBare ? sqlLogMessage(this.name, event) : orderMessage(this.name, event);
      if (event.step !== 'close' || !this.#wantsCharts) return [message];
      const blocks = orderChart(event.details, nowMs, event.profit, this.#random);
      return [message, { kind: 'chart', blocks } as const];
    });
  }

  #balance(): OutgoingMessage {
    const { available, total } = this.#book;
    return balanceMessage(
      this.name,
      { available, total, isRunning: this.#isRunning, version: VERSION },
      this.#shape,
    );
  }

  /** One or two lines, `DD.MM HH:MM:SS.mmm: SYMBOL [code] text`. */
  #apiErrors(nowMs: number): OutgoingMessage {
    const iso = new Date(nowMs).toISOString();
    const time = `${iso.slice(8, 10)}.${iso.slice(5, 7)} ${iso.slice(11, 23)}`;
    const lines = Array.from(
      { length: this.#random.whole(1, 2) },
      () => `${time}: ${this.#random.pick(API_ERRORS)}`,
    );
    return errorsMessage(this.name, lines);
  }

  #openOrdersText(): string {
    const { open, available, total } = this.#book;
    const lines = open.map((order) => `${order.coin}  ( +${money(order.spent * 0.01)} +1.0%)`);
    return [
      `Open Sell Orders: ${open.length}`,
      ...lines,
      '',
      `Available: ${money(available)}  Total: ${money(total)}`,
    ].join('\n');
  }

  #reply(...parts: readonly string[]): OutgoingMessage[] {
    return parts.map((text, index) =>
      this.#isLegacy ? textReplyMessage(text) : replyMessage(this.name, index + 1, text),
    );
  }

  #jittered(everyMs: number): number {
    return everyMs * this.#random.between(1 - JITTER, 1 + JITTER);
  }
}
