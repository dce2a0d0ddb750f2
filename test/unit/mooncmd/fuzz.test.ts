import { buildChart, chartBlocks } from '../../../core/mooncmd/build-chart.ts';
import {
  buildBalance,
  buildBalanceText,
  buildErrors,
  buildLegacyUpdate,
  buildOrderDelete,
  buildOrderInsert,
  buildOrderUpdate,
  buildReply,
  buildStrategies,
  fragments,
  gzip,
  listText,
  strategiesText,
} from '../../../core/mooncmd/build-datagrams.ts';
import { DATAGRAM_KINDS } from '../../../core/contracts/datagram-kinds.ts';
import { DatagramDecoder, type DecodeSink } from '../../../core/mooncmd/datagram-decoder.ts';
import { DROP_REASONS } from '../../../core/mooncmd/drop-reasons.ts';
import { MOONCMD_LIMITS } from '../../../core/mooncmd/limits.ts';
import { readMessage } from '../../../core/mooncmd/read-message.ts';
import { UNREADABLE_REASONS } from '../../../core/mooncmd/unreadable.ts';

const DATAGRAMS = 100_000;
const SEED = 0x7e1ef1ee;
const receivedAtMs = Date.UTC(2025, 11, 31, 23, 59, 59);

/** Mulberry32: the same datagrams in every run. */
function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const columns = {
  Coin: 'XRP',
  exOrderID: '9f31a',
  BuyPrice: 2.105,
  Comment: "it's (strategy <Alpha>) where",
  BuyDate: 1_764_800_000,
  Lev: 3,
};
const order = { bot: 'bot-07', orderId: '48213', columns };
const point = { timeMs: 1_764_800_000_000, price: 2.1 };
const chart = buildChart({
  marketName: 'USDT-XRP',
  marketCurrency: 'USDT',
  startAtMs: point.timeMs,
  endAtMs: point.timeMs,
  history: [point, point],
  trades: [point],
  orders: [{ text: 'a', meanPrice: 1, createdAtMs: 1, openedAtMs: 1, closedAtMs: 1 }],
});
const plain = [
  buildBalance({ bot: 'bot-07', available: '812.5', total: '1030.25', isRunning: true, version: 756 }),
  buildBalanceText('bot-07', '1,234.50$', '1 000$'),
  buildOrderInsert(order),
  buildOrderUpdate({ ...order, commandId: 90_517 }),
  buildOrderDelete(order),
  buildLegacyUpdate({ ...order, commandId: 90_517 }),
  buildErrors('bot-07', ['04.12 10:02:11.427: XRP [-2019] Margin is insufficient']),
  buildStrategies('bot-07', 1, strategiesText('Longs', [{ name: 'Alpha' }, { name: 'Beta' }])),
  buildReply('bot-07', 1, listText(['XRP'], '812.50', '1030.25')),
  Buffer.from(listText([], '812.50', '1030.25')),
];
const wholes = [
  ...plain,
  ...plain.map(gzip),
  ...chartBlocks(48_213, chart, 5_000),
  ...chartBlocks(48_214, chart, 100),
  ...chartBlocks(48_215, gzip(chart), 60),
  ...plain.flatMap((payload) => fragments(gzip(payload), 60)),
];
/** What the readers look for: spliced in, it gets mutants past the first tests. */
const splices = [
  "'",
  "''",
  '\\u0000',
  '[',
  ']',
  '[SQLCommand 5]',
  ' where ',
  '{"',
  '"}',
  '\0',
  '\x1f\x8b',
  '1e999',
  '-',
  ',',
  'NULL',
  '\ud83d',
  '9'.repeat(50),
].map((text) => Buffer.from(text, 'latin1'));

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul);
}

function makeDatagram(random: (below: number) => number): Buffer {
  if (random(10) === 0) {
    const noise = Buffer.allocUnsafe(random(200));
    for (let at = 0; at < noise.length; at += 1) noise[at] = random(256);
    return noise;
  }
  const original = wholes[random(wholes.length)] ?? Buffer.alloc(0);
  let mutant: Buffer = Buffer.from(original);
  for (let changes = random(5); changes > 0; changes -= 1) {
    const at = random(mutant.length + 1);
    const to = Math.min(mutant.length, at + random(20));
    const kind = random(5);
    if (kind === 0 && at < mutant.length) mutant.writeUInt8(random(256), at);
    else if (kind === 1) mutant = mutant.subarray(0, at);
    else if (kind === 2) mutant = Buffer.concat([mutant.subarray(0, at), mutant.subarray(to)]);
    else if (kind === 3) mutant = Buffer.concat([mutant.subarray(0, to), mutant.subarray(at)]);
    else
      mutant = Buffer.concat([
        mutant.subarray(0, at),
        splices[random(splices.length)] ?? mutant,
        mutant.subarray(at),
      ]);
  }
  return mutant;
}

describe(`${DATAGRAMS} mutated and random datagrams`, () => {
  it('never throw, stay within their caps, and are all counted', () => {
    const random = seededRandom(SEED);
    const decoder = new DatagramDecoder();
    const kinds = new Map<string, number>();
    const faults: string[] = [];
    let delivered = 0;
    let lost = 0;
    const sink: DecodeSink = {
      message(kind, payload, datagrams) {
        delivered += datagrams;
        if (!DATAGRAM_KINDS.includes(kind)) faults.push(`kind ${kind}`);
        if (payload.length > MOONCMD_LIMITS.maxMessageBytes)
          faults.push(`payload of ${payload.length} bytes`);
        const message = readMessage(kind, payload, receivedAtMs);
        const outcome = message.type === 'unreadable' ? message.reason : message.type;
        kinds.set(outcome, (kinds.get(outcome) ?? 0) + 1);
        if (message.type === 'unreadable' && message.detail.length > MOONCMD_LIMITS.maxDetailChars)
          faults.push('detail');
        if (message.type === 'unreadable' && !UNREADABLE_REASONS.includes(message.reason))
          faults.push(message.reason);
        if ('botName' in message && (message.botName?.length ?? 0) > MOONCMD_LIMITS.maxBotNameChars)
          faults.push('bot name');
        // What is stored as text or jsonb must not hold what PostgreSQL refuses.
        if (message.type !== 'reply' && message.type !== 'chart' && holdsNul(message)) faults.push('NUL');
      },
      dropped(reason, datagrams) {
        lost += datagrams;
        kinds.set(reason, (kinds.get(reason) ?? 0) + datagrams);
        if (!DROP_REASONS.includes(reason)) faults.push(reason);
      },
    };

    for (let index = 0; index < DATAGRAMS; index += 1) {
      decoder.decode(random(50), makeDatagram(random), index * 20, sink);
      if (index % 100 === 0) decoder.sweep(index * 20, sink);
      if (decoder.pendingBytes > MOONCMD_LIMITS.maxPendingFragmentBytes + MOONCMD_LIMITS.maxPendingChartBytes)
        faults.push('pending bytes');
    }

    expect(faults.slice(0, 10)).toEqual([]);
    expect(delivered + lost + decoder.pendingDatagrams).toBe(DATAGRAMS);
    // The mutants reach the readers: else the test would prove little.
    const reached = [
      'balance',
      'orders',
      'strategies',
      'errors',
      'chart',
      'reply',
      'sql_malformed',
      'column_count_mismatch',
      'order_id_out_of_range',
      'nul_character',
      'forged_count',
      'chart_cut',
      'binary',
      'malformed_gzip',
      'fragment_expired',
      'fragment_malformed',
      'chart_duplicate',
    ];
    expect(reached.filter((outcome) => !kinds.has(outcome))).toEqual([]);
  });
});
