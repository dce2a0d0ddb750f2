import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

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

/** With the variables that `cdk synth` would set; without its start of a second or two. */
const contextOf = (stage: string): string =>
  JSON.stringify({ stage, 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true });

/**
 * Runs the CDK app as the CDK's command line does.
 * @throws SynthesisFailedError with what the app printed
 */
export async function synthesize(options: SynthesisOptions): Promise<void> {
  await rm(options.outDir, { recursive: true, force: true });
  try {
    await run(process.execPath, [join(options.rootDir, 'bin', 'app.ts')], {
      cwd: options.rootDir,
      env: { ...options.env, CDK_OUTDIR: options.outDir, CDK_CONTEXT_JSON: contextOf(options.stage) },
      maxBuffer: 16 * 1024 * 1024,
      timeout: 120_000,
    });
  } catch (error) {
    const printed = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new SynthesisFailedError(`the CDK app cannot be synthesized: ${printed || String(error)}`, {
      cause: error,
    });
  }
}
