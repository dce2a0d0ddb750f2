import { gunzipSync } from 'node:zlib';
import { gunzipSync as fflateGunzipSync } from 'fflate';
import { buildBalance, buildOrderInsert, gzip } from '../core/mooncmd/build-datagrams.ts';
import { inflateGzip } from '../core/mooncmd/inflate-gzip.ts';
import { MOONCMD_LIMITS } from '../core/mooncmd/limits.ts';
import { median } from './load/percentile.ts';

/**
 * What one datagram costs to inflate, by library and size: `node bench/inflate.ts`.
 * Medians over several runs, so that a neighbour on the machine does not decide.
 */
const RUNS = 7;
const CALLS = 8_000;
const maxOutputLength = MOONCMD_LIMITS.maxInflatedDatagramBytes;

const balance = buildBalance({
  bot: 'bot-07',
  available: '812.5',
  total: '1030.25',
  isRunning: true,
  version: 756,
});
const insert = buildOrderInsert({
  bot: 'bot-07',
  orderId: '48213',
  columns: {
    exOrderID: '9f31a',
    Coin: 'XRP',
    BuyDate: 1_764_800_000,
    BuyPrice: 2.105,
    SellPrice: 2.14,
    Quantity: 95,
    SpentBTC: 199.9,
    ChannelName: '(strategy <Alpha>)',
    Comment: '(strategy <Alpha>)',
    Status: 0,
    FName: 'BinanceF_USDT-XRP_04-12-2025 10-00-00_1.bin',
  },
});

const ways: readonly (readonly [string, (bytes: Buffer) => unknown])[] = [
  ['zlib, 16 KB buffer (default)', (bytes) => gunzipSync(bytes, { maxOutputLength })],
  ['zlib, 1 KB buffer', (bytes) => gunzipSync(bytes, { maxOutputLength, chunkSize: 1_024 })],
  ['zlib, buffer of ISIZE (inflateGzip)', (bytes) => inflateGzip(bytes, maxOutputLength)],
  ['fflate', (bytes) => fflateGunzipSync(bytes)],
];

const samples: readonly (readonly [string, Buffer])[] = [
  ['balance', gzip(balance)],
  ['order', gzip(insert)],
  ['strategies', gzip(Buffer.from('StrategyName=Alpha\nOrderSize=25\n'.repeat(1_000)))],
];

for (const [name, bytes] of samples) {
  console.log(`${name}, ${bytes.length} bytes`);
  // In turns rather than one after the other: a slow second hits all of them.
  const runs = ways.map((): number[] => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, [, inflate]] of ways.entries()) runs[index]?.push(measureUs(() => inflate(bytes)));
  }
  for (const [index, [way]] of ways.entries())
    console.log(`  ${way.padEnd(40)} ${median(runs[index] ?? []).toFixed(2)} us`);
}

function measureUs(call: () => unknown): number {
  const startedAt = process.hrtime.bigint();
  for (let index = 0; index < CALLS; index += 1) call();
  return Number(process.hrtime.bigint() - startedAt) / CALLS / 1_000;
}
