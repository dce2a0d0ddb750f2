import { ENV } from '../core/contracts/env.ts';

/** What the runner takes from the caller's environment. */
export interface RunnerEnvironment {
  /** For every program that is started: where programs are, and where they may write. Nothing else is handed down. */
  readonly base: Readonly<Record<string, string>>;
  /** `server` (one global socket) or `local` (ephemeral port, keep-alive): MoonCMD's modes. */
  readonly mode: string;
}

const HANDED_DOWN = ['PATH', 'HOME', 'TMPDIR', 'LANG'] as const;

export function readRunnerEnvironment(environment: NodeJS.ProcessEnv = process.env): RunnerEnvironment {
  const given = HANDED_DOWN.map((name) => [name, environment[name]] as const);
  return {
    base: Object.fromEntries(
      given.filter((entry): entry is [(typeof HANDED_DOWN)[number], string] => entry[1] !== undefined),
    ),
    mode: environment[ENV.mode] ?? 'server',
  };
}
