import type { OrderInput, SqlLiteral } from '../../core/mooncmd/build-datagrams.ts';
import { COINS, ODD_COMMENTS, SELL_REASONS, STRATEGIES } from './market.ts';
import type { Random } from './random.ts';

export type OrderStep = 'insert' | 'update' | 'close' | 'cancel' | 'delete';

/** What stays the same during an order's life. Money and prices in the quote currency. */
export interface OrderDetails {
  readonly orderId: number;
  readonly exchangeOrderId: string;
  readonly coin: string;
  readonly strategy: string;
  readonly buyDateS: number;
  readonly buyPrice: number;
  readonly sellPrice: number;
  readonly spent: number;
  readonly channelName: string;
  readonly comment: string;
  readonly isEmulator: boolean;
  readonly isShort: boolean;
  readonly leverage: number;
}

/** One event of an order: what the terminal tells the panel. */
export interface OrderEvent {
  readonly step: OrderStep;
  readonly orderId: number;
  readonly details: OrderDetails;
  /** The line's number in the terminal's SQL log; it only grows. */
  readonly commandNumber: number;
  /** By the terminal's column names, in the order in which they are written. */
  readonly columns: OrderInput['columns'];
  /** Profit in the quote currency; 0 until the order closes. */
  readonly profit: number;
}

export interface OrderLifeOptions {
  /** Instead of a comment by chance. */
  readonly comment?: string;
  /** One of `COINS`; by chance when left out. */
  readonly coin?: string;
}

interface PlannedStep {
  readonly step: OrderStep;
  readonly waitMs: number;
}

/**
 * The life of one order: insert, one or two updates, close. One in 17 is cancelled instead, one in 50 deleted.
 * A third of the lives begin in a burst (bought in parts: insert and updates within half a second), so that a network which
 * reorders can really overtake.
 */
export class OrderLife {
  readonly details: OrderDetails;
  readonly #random: Random;
  readonly #steps: PlannedStep[];
  #dueMs: number;
  #updates = 0;

  constructor(orderId: number, nowMs: number, random: Random, options: OrderLifeOptions = {}) {
    this.#random = random;
    this.details = createDetails(orderId, nowMs, random, options);
    this.#steps = planSteps(random);
    this.#dueMs = nowMs;
  }

  /** When its next event happens; `Infinity` once it has none. */
  get dueMs(): number {
    return this.isOver ? Infinity : this.#dueMs;
  }

  get isOver(): boolean {
    return this.#steps.length === 0;
  }

  /** The next event; the clock of the one after it starts. */
  advance(nowMs: number, commandNumber: number): OrderEvent | undefined {
    const planned = this.#steps.shift();
    if (planned === undefined) return undefined;
    this.#dueMs = nowMs + (this.#steps[0]?.waitMs ?? 0);
    return this.#event(planned.step, nowMs, commandNumber);
  }

  /** Closes at once, whatever was planned: `SellALL`, `sell COIN`. `undefined` if it has not begun or is over. */
  closeNow(nowMs: number, commandNumber: number, reason: string): OrderEvent | undefined {
    if (this.isOver || this.#steps[0]?.step === 'insert') return undefined;
    this.#steps.length = 0;
    return this.#event('close', nowMs, commandNumber, reason);
  }

  #event(step: OrderStep, nowMs: number, commandNumber: number, reason?: string): OrderEvent {
    const { details } = this;
    const profit = step === 'close' ? roundCents(details.spent * this.#random.between(-0.02, 0.035)) : 0;
    const columns = this.#columns(step, Math.floor(nowMs / 1000), profit, reason);
    return { step, orderId: details.orderId, details, commandNumber, columns, profit };
  }

  #columns(step: OrderStep, nowS: number, profit: number, reason?: string): Record<string, SqlLiteral> {
    const { details } = this;
    switch (step) {
      case 'insert':
        return insertColumns(details);
      case 'update':
        this.#updates += 1;
        return this.#updates === 1
          ? {
              SellSetDate: nowS,
              BoughtQ: digits(details.spent / details.buyPrice),
              Latency: this.#random.whole(2, 180),
            }
          : {
              SellPrice: digits(details.sellPrice * this.#random.between(0.99, 1.01)),
              d5m: digits(this.#random.between(-3, 3)),
              Comment: details.comment,
            };
      case 'close':
        return {
          CloseDate: nowS,
          SellPrice: digits(details.buyPrice * (1 + ((details.isShort ? -1 : 1) * profit) / details.spent)),
          GainedBTC: digits(details.spent + profit),
          ProfitBTC: profit,
          SellReason: `${reason ?? this.#random.pick(SELL_REASONS)} (strategy <${details.strategy}>)`,
          Status: 1,
        };
      case 'cancel':
        return { SellReason: 'Cancelled: not bought', Status: 2 };
      case 'delete':
        return {};
    }
  }
}

function planSteps(random: Random): PlannedStep[] {
  const isBurst = random.happens(33);
  const wait = (): number => (isBurst ? random.whole(20, 500) : random.whole(3_000, 15_000));
  const steps: PlannedStep[] = [{ step: 'insert', waitMs: 0 }];
  if (random.happens(6)) return [...steps, { step: 'cancel', waitMs: random.whole(1_000, 10_000) }];
  if (random.happens(2)) return [...steps, { step: 'delete', waitMs: random.whole(1_000, 10_000) }];
  steps.push({ step: 'update', waitMs: wait() });
  if (random.happens(50)) steps.push({ step: 'update', waitMs: wait() });
  return [...steps, { step: 'close', waitMs: random.whole(10_000, 40_000) }];
}

function createDetails(
  orderId: number,
  nowMs: number,
  random: Random,
  options: OrderLifeOptions,
): OrderDetails {
  const market = COINS.find(({ coin }) => coin === options.coin) ?? random.pick(COINS);
  const strategy = random.pick(STRATEGIES);
  const name = `(strategy <${strategy}>)`;
  const isShort = random.happens(25);
  const buyPrice = digits(market.price * random.between(0.97, 1.03));
  return {
    orderId,
    exchangeOrderId: random.whole(0x10000, 0xfffffff).toString(16),
    coin: market.coin,
    strategy,
    buyDateS: Math.floor(nowMs / 1000),
    buyPrice,
    sellPrice: digits(buyPrice * (isShort ? 0.983 : 1.017)),
    spent: roundCents(random.between(20, 400)),
    channelName: name,
    comment: options.comment ?? (random.happens(15) ? `${random.pick(ODD_COMMENTS)} ${name}` : name),
    isEmulator: random.happens(5),
    isShort,
    leverage: random.pick([1, 3, 5, 10, 20]),
  };
}

/** The columns of the protocol's own example, and TaskID, by which an insert without an envelope tells the order's id. */
function insertColumns(details: OrderDetails): Record<string, SqlLiteral> {
  return {
    exOrderID: details.exchangeOrderId,
    Coin: details.coin,
    BuyDate: details.buyDateS,
    CloseDate: 0,
    BuyPrice: details.buyPrice,
    SellPrice: details.sellPrice,
    Quantity: digits(details.spent / details.buyPrice),
    SpentBTC: details.spent,
    GainedBTC: 0,
    ProfitBTC: 0,
    ChannelName: details.channelName,
    Comment: details.comment,
    Status: 0,
    Emulator: details.isEmulator ? 1 : 0,
    IsShort: details.isShort ? 1 : 0,
    Lev: details.leverage,
    TaskID: details.orderId,
    FName: `BinanceF_USDT-${details.coin}_${fileTime(details.buyDateS)}_${details.orderId % 10}.bin`,
  };
}

/** `DD-MM-YYYY HH-MM-SS`, UTC. */
function fileTime(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  return `${iso.slice(8, 10)}-${iso.slice(5, 7)}-${iso.slice(0, 4)} ${iso.slice(11, 19).replaceAll(':', '-')}`;
}

/** The ten digits that a Delphi program prints of a double; below 1e-6 they come out scientific, as there. */
function digits(value: number): number {
  return Number(value.toPrecision(10));
}

function roundCents(value: number): number {
  return Math.round(value * 100) / 100;
}
