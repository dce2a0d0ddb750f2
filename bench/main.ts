import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureColdStart } from './coldstart/measure-coldstart.ts';
import { measureCommands } from './commands/measure-commands.ts';
import { measureIngest } from './ingest/measure-ingest.ts';
import { measureLive } from './live/measure-live.ts';
import { measureStatistics } from './statistics/measure-statistics.ts';
import { measureWebhook } from './webhook/measure-webhook.ts';

const USAGE = `npm run bench -- NAME [--json] [--seconds S]

  ingest     the highest rate without loss from datagram to committed row, beside rsyslog and beside COPY alone (about 6 minutes)
  coldstart  size of each function's bundle and how long it takes to load, beside a node that does nothing (about half a minute)
  commands   one command to 3,000 terminals, 5 % of them silent: counts, p95 and total time; fails if a count is wrong (about 2 minutes)
  live       live connections to a fleet that moves: messages a second, lag, breaks, what is missing in the end (about 3 minutes)
  statistics what the console asks of a year of orders: p50, p95, p99 by kind, and what counting costs (about 6 minutes)
  webhook    the highest rate of Telegram updates that are answered in time, beside a bare telegraf bot (about 5 minutes)

  --json       the last line is one JSON object with every figure
  --seconds S  length of one probe of ingest (6)
  --connections N  --terminals N  of live (1000, 3000)
  --orders N   of statistics (5,000,000)
  --dynalite   webhook keeps its tables in dynalite instead of the benchmark's own server
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '6' },
    orders: { type: 'string', default: '5000000' },
    connections: { type: 'string', default: '1000' },
    terminals: { type: 'string', default: '3000' },
    dynalite: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const orders = Number(values.orders);

const startedAt = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}`);

/** esbuild is found by PATH; HOME keeps its place for caches. */
const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };

const benchmarks: Readonly<Record<string, () => Promise<object>>> = {
  ingest: () => measureIngest(seconds, say),
  coldstart: () => measureColdStart(environment, say),
  commands: () => measureCommands(say),
  live: () =>
    measureLive({ connections: Number(values.connections), terminals: Number(values.terminals) }, say),
  statistics: () => measureStatistics(orders, say),
  webhook: () => measureWebhook({ dynalite: values.dynalite }, say),
};

const [name] = positionals;
const benchmark = name === undefined ? undefined : benchmarks[name];
if (values.help || name === undefined) {
  console.log(USAGE);
} else if (
  benchmark === undefined ||
  !(seconds >= 1 && seconds <= 120) ||
  !(Number.isInteger(orders) && orders >= 1_000)
) {
  console.error(`unknown benchmark, length or number; ${USAGE}`);
  process.exitCode = 2;
} else {
  const [cpu] = cpus();
  const machine = {
    cpus: cpus().length,
    cpu: cpu?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const figures = { ...(await benchmark()), machine };
  console.log('');
  for (const [key, value] of Object.entries(figures))
    console.log(`${key.padEnd(32)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  if (values.json) console.log(JSON.stringify(figures));
  // The code that a benchmark set when it failed.
  process.exit();
}
