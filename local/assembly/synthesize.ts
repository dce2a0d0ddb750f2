import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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
}

/** With the context that `cdk synth` would give; without its start of a second or two. */
const contextOf = (stage: string): string =>
  JSON.stringify({ stage, 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true });

/**
 * Runs the CDK app as the CDK's command line does.
 * @throws SynthesisFailedError with what the app printed
 */
export async function synthesize({ rootDir, outDir, stage, env }: SynthesisOptions): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  try {
    await runCommand({
      command: process.execPath,
      args: [join(rootDir, 'bin', 'app.ts')],
      cwd: rootDir,
      env: { ...env, CDK_OUTDIR: outDir, CDK_CONTEXT_JSON: contextOf(stage) },
      timeoutMs: TIMEOUT_MS,
    });
  } catch (error) {
    throw new SynthesisFailedError(`the CDK app cannot be synthesized: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}
