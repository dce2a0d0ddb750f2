import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Guardian } from '../process/guardian.ts';
import { errorMessage } from '../process/errors.ts';
import { runCommand } from '../process/run-command.ts';

const TIMEOUT_MS = 120_000;

export class SynthesisFailedError extends Error {
  override readonly name = 'SynthesisFailedError';
}

export interface SynthesisOptions {
  /** Folder of package.json. */
  readonly rootDir: string;
  /** Where the assembly goes; replaced. */
  readonly outDir: string;
  readonly stage: string;
  /** PATH and HOME: esbuild is found by the first. */
  readonly env: Readonly<Record<string, string>>;
  readonly guardian: Guardian;
}

const projectSchema = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

/**
 * The context that `cdk synth` would give, so that the templates are the same; without its start of a second or two. cdk-nag is left to
 * `npm run synth` and the tests: it cannot change what runs.
 */
async function contextOf(rootDir: string, stage: string): Promise<string> {
  const project: unknown = JSON.parse(await readFile(join(rootDir, 'cdk.json'), 'utf8'));
  return JSON.stringify({
    ...projectSchema.parse(project).context,
    'telefleet:validate': 'false',
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    stage,
  });
}

/**
 * Runs the CDK app as the CDK's command line does.
 * @throws SynthesisFailedError with what the app printed
 */
export async function synthesize({ rootDir, outDir, stage, env, guardian }: SynthesisOptions): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  try {
    await runCommand({
      command: process.execPath,
      args: [join(rootDir, 'bin', 'app.ts')],
      cwd: rootDir,
      env: {
        ...env,
        CDK_OUTDIR: outDir,
        CDK_CONTEXT_JSON: await contextOf(rootDir, stage),
        // CDK's own rules over ten templates take four fifths of the time, bundles aside. They too are checked by `npm run synth`.
        CDK_VALIDATION: 'false',
      },
      timeoutMs: TIMEOUT_MS,
      guardian,
    });
  } catch (error) {
    throw new SynthesisFailedError(`the CDK app cannot be synthesized: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}
