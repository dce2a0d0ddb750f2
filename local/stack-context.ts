import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRunnerEnvironment, type RunnerEnvironment } from './config.ts';
import { Parts } from './parts.ts';
import { type Guardian, startGuardian } from './process/guardian.ts';
import { LogFile } from './process/log-file.ts';
import { lockDataDirectory } from './process/runner-lock.ts';
import { type StepReport, Steps } from './process/steps.ts';
import { type ProgramIds, type StackAddresses, StackFile } from './stack-file.ts';
import { type StackOptions, type StackPaths, stackPaths } from './stack-options.ts';

/** Where the local resources pretend to be. */
export const REGION = 'eu-west-1';
export const ACCOUNT_ID = '000000000000';

/** What every part of a start shares. */
export interface StackContext {
  readonly options: StackOptions;
  readonly paths: StackPaths;
  readonly environment: RunnerEnvironment;
  readonly guardian: Guardian;
  readonly parts: Parts;
  readonly steps: Steps;
  readonly register: ProgramRegister;
  /** The runner before this one was killed. */
  readonly wasAbandoned: boolean;
  /** `name.log` in the folder of logs. */
  readonly openLog: (name: string) => LogFile;
}

/**
 * Process ids by program, and `stack.json` with them and the addresses: rewritten at each change once all is up.
 */
export class ProgramRegister {
  readonly #file: StackFile;
  readonly #pids = new Map<string, number>([['runner', process.pid]]);
  #addresses: StackAddresses | undefined;

  constructor(path: string) {
    this.#file = new StackFile(path);
  }

  get pids(): ProgramIds {
    return Object.fromEntries(this.#pids);
  }

  /** `undefined` until all is up. */
  get addresses(): StackAddresses | undefined {
    return this.#addresses;
  }

  setPid(program: string, pid: number | undefined): void {
    if (pid === undefined) this.#pids.delete(program);
    else this.#pids.set(program, pid);
    this.#write();
  }

  setAddresses(addresses: StackAddresses): void {
    this.#addresses = addresses;
    this.#write();
  }

  remove(): void {
    this.#addresses = undefined;
    this.#file.remove();
  }

  #write(): void {
    if (this.#addresses !== undefined) this.#file.write(this.#addresses, this.pids);
  }
}

/**
 * Takes the data directory.
 * @throws DataDirectoryBusyError
 */
export function createContext(
  options: StackOptions,
  stepNames: readonly string[],
  onStep: (step: StepReport) => void,
): StackContext {
  const paths = stackPaths(options);
  mkdirSync(paths.spool, { recursive: true });
  const lock = lockDataDirectory(paths.lock);
  const openLog = (name: string): LogFile => new LogFile(join(paths.logs, `${name}.log`));
  const runnerLog = openLog('runner');
  const parts = new Parts((name, error) => {
    runnerLog.write(`${new Date().toISOString()} ${name} did not stop: ${String(error)}\n`);
  });
  parts.add('lock', async () => {
    await runnerLog.close();
    lock.release();
  });
  const register = new ProgramRegister(paths.stackFile);
  parts.add('stack-file', () => register.remove());
  const guardian = options.guardian ?? startGuardian();
  parts.add('guardian', () => guardian.stop());
  return {
    options,
    paths,
    environment: readRunnerEnvironment(),
    guardian,
    parts,
    steps: new Steps(stepNames, onStep),
    register,
    wasAbandoned: lock.wasAbandoned,
    openLog,
  };
}
