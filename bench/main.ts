import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureIngest } from './ingest/measure-ingest.ts';

const USAGE = `npm run bench -- NAME [--json] [--seconds S]

  ingest   the highest rate without loss from datagram to committed row, beside rsyslog and beside COPY alone (about 5 minutes)

  --json       the last line is one JSON object with every figure
  --seconds S  length of one probe (6)
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

if (values.help || positionals.length === 0) {
  console.log(USAGE);
} else if (positionals[0] !== 'ingest' || !(seconds >= 1 && seconds <= 120)) {
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
  const startedAt = performance.now();
  const say = (line: string): void =>
    console.log(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const figures = await measureIngest(seconds, say);
  console.log('');
  for (const [name, value] of Object.entries({ ...figures, machine })) {
    console.log(`${name.padEnd(32)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  }
  if (values.json) console.log(JSON.stringify({ ...figures, machine }));
  process.exit(0);
}
