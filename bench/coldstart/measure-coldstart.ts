import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { synthesize } from '../../local/assembly/synthesize.ts';
import { startGuardian } from '../../local/process/guardian.ts';
import { type FunctionBundle, readBundles } from './read-bundles.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A pair of regions has every function there is, that of the standby too. */
const STAGE = 'two-region';

/** Odd, so that the median is a run. Functions take turns in each round: what else the machine does hits all of them. */
const ROUNDS = 15;

/** Imports the bundle as Lambda's runtime does, tells how long that took, and ends at once. */
const IMPORT = `
const started = performance.now();
await import(process.argv[1]);
process.stdout.write(String(performance.now() - started), () => process.exit(0));
`;

export interface ColdStart {
  readonly bundleKb: number;
  /** From the first line of the process to the loaded handler: what Lambda calls init, without the sandbox itself. */
  readonly initMs: number;
  /** The whole process against a `node` that does nothing. */
  readonly ratioToBareNode: number;
}

export interface ColdStartFigures {
  /** A process that does nothing, start to end. */
  readonly bareNodeMs: number;
  readonly functions: Readonly<Record<string, ColdStart>>;
}

class FunctionNotLoadedError extends Error {
  override readonly name = 'FunctionNotLoadedError';
}

interface Start {
  readonly wallMs: number;
  readonly initMs: number;
}

/** @throws FunctionNotLoadedError with what the process printed */
export async function measureColdStart(
  env: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Promise<ColdStartFigures> {
  const outDir = await mkdtemp(join(tmpdir(), 'telefleet-bundles-'));
  const guardian = startGuardian();
  const bare: number[] = [];
  const starts = new Map<string, Start[]>();
  let bundles: FunctionBundle[];
  try {
    await synthesize({ rootDir: ROOT, outDir, stage: STAGE, env, guardian });
    bundles = await readBundles(outDir);
    say(`${bundles.length} bundles made`);
    for (const { name } of bundles) starts.set(name, []);
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push((await startNode('process.exit(0)', [], env)).wallMs);
      for (const bundle of bundles) starts.get(bundle.name)?.push(await startFunction(bundle, env));
    }
  } finally {
    guardian.stop();
    await rm(outDir, { recursive: true, force: true });
  }
  const bareNodeMs = median(bare);
  const functions = bundles.map(({ name, bytes }): [string, ColdStart] => {
    const runs = starts.get(name) ?? [];
    return [
      name,
      {
        bundleKb: Math.round(bytes / 1_000),
        initMs: round(median(runs.map(({ initMs }) => initMs)), 1),
        ratioToBareNode: round(median(runs.map(({ wallMs }) => wallMs)) / bareNodeMs, 2),
      },
    ];
  });
  return { bareNodeMs: round(bareNodeMs, 1), functions: Object.fromEntries(functions) };
}

async function startFunction(bundle: FunctionBundle, env: Readonly<Record<string, string>>): Promise<Start> {
  const variables = { ...env, AWS_REGION: 'eu-west-1', ...bundle.environment };
  const { wallMs, output } = await startNode(IMPORT, [pathToFileURL(bundle.file).href], variables);
  const initMs = Number(output);
  if (!(initMs > 0)) throw new FunctionNotLoadedError(`${bundle.name}: ${output}`);
  return { wallMs, initMs };
}

function startNode(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly wallMs: number; readonly output: string }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, ...args], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve({ wallMs: performance.now() - startedAt, output }));
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
