import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureColdStart } from './coldstart/measure-coldstart.ts';
import { measureIngest } from './ingest/measure-ingest.ts';

const USAGE = `npm run bench -- NAME [--json] [--seconds S]

  ingest     the highest rate without loss from datagram to committed row, beside rsyslog and beside COPY alone (about 6 minutes)
  coldstart  size of each function's bundle and how long it takes to load, beside a node that does nothing (about half a minute)

  --json       the last line is one JSON object with every figure
  --seconds S  length of one probe of ingest (6)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '6' },
    help: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);

const startedAt = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}`);

/** esbuild is found by PATH; HOME keeps its place for caches. */
const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };

const benchmarks: Readonly<Record<string, () => Promise<object>>> = {
  ingest: () => measureIngest(seconds, say),
  coldstart: () => measureColdStart(environment, say),
};

const [name] = positionals;
const benchmark = name === undefined ? undefined : benchmarks[name];
if (values.help || name === undefined) {
  console.log(USAGE);
} else if (benchmark === undefined || !(seconds >= 1 && seconds <= 120)) {
  console.error(`unknown benchmark or length; ${USAGE}`);
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
  process.exit(0);
}
