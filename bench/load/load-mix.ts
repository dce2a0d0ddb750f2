import { gzipSync } from 'node:zlib';
import {
  buildBalance,
  buildOrderDelete,
  buildOrderInsert,
  buildOrderUpdate,
} from '../../core/mooncmd/build-datagrams.ts';
import { OrderLife } from '../../local/simulator/order-life.ts';
import { createRandom, seedOf } from '../../local/simulator/random.ts';

export type PayloadStyle = 'gzip' | 'plain';

export interface LoadMixOptions {
  readonly sources: number;
  /** Each source counts its orders from here; two mixes into one database must not overlap. */
  readonly firstOrderId: number;
  readonly nowMs: number;
}

interface Source {
  readonly bot: string;
  life: OrderLife;
  commandNumber: number;
  nextOrderId: number;
}

/** Two balances to one order event: what `balanceEveryMs` and `orderEveryMs` of the simulator come to. */
const BALANCES_AND_ORDER = 3;
/** Balances of a source that are encoded once and sent again and again: nothing is stored by their content. */
const BALANCES_PER_SOURCE = 20;
/** Gives the bytes of zlib's default for payloads of this size, and leaves 256 KB less a call to the collector. */
const SMALL_ZLIB = { windowBits: 10, memLevel: 4, chunkSize: 2_048 } as const;

/**
 * The datagrams of many sources in turn: source 0, 1, 2, ..., then 0 again. Order ids and command numbers are unique and grow,
 * a life is told in its order, and every third datagram of a source is an order event.
 */
export class LoadMix {
  readonly #options: LoadMixOptions;
  readonly #sources: Source[];
  readonly #balances = new Map<PayloadStyle, Buffer[]>();
  #made = 0;

  constructor(options: LoadMixOptions) {
    this.#options = options;
    this.#sources = Array.from({ length: options.sources }, (_, index) => ({
      bot: `load-${String(index + 1).padStart(4, '0')}`,
      life: createLife(options, index, options.firstOrderId),
      commandNumber: options.firstOrderId,
      nextOrderId: options.firstOrderId + 1,
    }));
  }

  /** Index of the source whose datagram comes next. */
  get nextSource(): number {
    return this.#made % this.#sources.length;
  }

  /** The next `count` datagrams, ready to be sent: whoever sends them spends nothing on making them. */
  take(count: number, style: PayloadStyle): Buffer[] {
    return Array.from({ length: count }, () => this.#next(style));
  }

  #next(style: PayloadStyle): Buffer {
    const index = this.nextSource;
    const round = Math.floor(this.#made / this.#sources.length);
    this.#made += 1;
    if ((index + round) % BALANCES_AND_ORDER !== 0) return this.#balance(index, round, style);
    const source = this.#sources[index];
    if (source === undefined) throw new RangeError('there is no such source');
    return encode(this.#orderEvent(source, index), style);
  }

  #balance(index: number, round: number, style: PayloadStyle): Buffer {
    const balances = this.#balances.get(style) ?? this.#encodeBalances(style);
    const balance = balances[index * BALANCES_PER_SOURCE + (round % BALANCES_PER_SOURCE)];
    if (balance === undefined) throw new RangeError('there is no such balance');
    return balance;
  }

  #encodeBalances(style: PayloadStyle): Buffer[] {
    const random = createRandom(1);
    const balances = this.#sources.flatMap(({ bot }) =>
      Array.from({ length: BALANCES_PER_SOURCE }, () => {
        const total = random.between(200, 5_000);
        const available = (total * random.between(0.2, 1)).toFixed(2);
        return encode(
          buildBalance({ bot, available, total: total.toFixed(2), isRunning: true, version: 756 }),
          style,
        );
      }),
    );
    this.#balances.set(style, balances);
    return balances;
  }

  #orderEvent(source: Source, index: number): Buffer {
    if (source.life.isOver) {
      source.life = createLife(this.#options, index, source.nextOrderId);
      source.nextOrderId += 1;
    }
    source.commandNumber += 1;
    const event = source.life.advance(this.#options.nowMs, source.commandNumber);
    if (event === undefined) throw new RangeError('the life is over');
    const { bot } = source;
    const orderId = String(event.orderId);
    if (event.step === 'delete') return buildOrderDelete({ bot, orderId });
    if (event.step === 'insert') return buildOrderInsert({ bot, orderId, columns: event.columns });
    return buildOrderUpdate({ bot, orderId, commandId: event.commandNumber, columns: event.columns });
  }
}

function createLife({ nowMs }: LoadMixOptions, index: number, orderId: number): OrderLife {
  return new OrderLife(orderId, nowMs, createRandom(seedOf(orderId, index)));
}

/** Into the pool of small buffers: the result of zlib would keep its whole chunk alive. */
function encode(payload: Buffer, style: PayloadStyle): Buffer {
  const bytes = style === 'gzip' ? gzipSync(payload, SMALL_ZLIB) : payload;
  const compact = Buffer.allocUnsafe(bytes.length);
  bytes.copy(compact);
  return compact;
}
