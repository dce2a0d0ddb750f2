import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const ROOT = join(__dirname, '../..');
const cdkSchema = z.object({ context: z.record(z.string(), z.unknown()) });

export interface AppRun {
  /** More of what `-c` gives. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** esbuild takes half a second a function; without it every asset is an empty folder. @default false */
  readonly bundles?: boolean;
  /** cdk-nag and CloudFormation's own rules; what they find makes the run fail. @default false, which takes half the time */
  readonly validate?: boolean;
}

/**
 * Runs a CDK app as `cdk synth` does, in a process of its own: `lib` uses import.meta, which jest's CommonJS has not.
 * @param entry path below the repository
 * @returns the folder of the assembly, which is the caller's to remove
 */
export async function runApp(entry: string, { context, bundles, validate }: AppRun = {}): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'telefleet-synth-'));
  const cdk = cdkSchema.parse(JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')));
  await promisify(execFile)(process.execPath, [entry], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      ...(validate === true ? {} : { CDK_VALIDATION: 'false' }),
      CDK_CONTEXT_JSON: JSON.stringify({
        ...cdk.context,
        ...(validate === true ? {} : { 'telefleet:validate': 'false' }),
        ...(bundles === true ? {} : { 'aws:cdk:bundling-stacks': [] }),
        'aws:cdk:enable-path-metadata': true,
        'aws:cdk:enable-asset-metadata': true,
        ...context,
      }),
    },
  });
  return directory;
}
