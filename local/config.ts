import { ENV } from '../core/contracts/env.ts';

/** What the runner takes from the caller's environment. */
export interface RunnerEnvironment {
  /** For every program that is started: where programs are, and where they may write. Nothing else is handed down. */
  readonly base: Readonly<Record<string, string>>;
  /** `server` (one global socket) or `local` (ephemeral port, keep-alive): MoonCMD's modes. */
  readonly mode: string;
  /** A Valkey or Redis of the caller's own, instead of one that the runner starts. */
  readonly redisUrl?: string;
  /** What is given of Telegram, by variable: where bots send, the webhook's secret, tokens, the admins' chats. */
  readonly telegram: Readonly<Record<string, string>>;
}

const HANDED_DOWN = ['PATH', 'HOME', 'TMPDIR', 'LANG'] as const;

export function readRunnerEnvironment(environment: NodeJS.ProcessEnv = process.env): RunnerEnvironment {
  return {
    base: pick(environment, HANDED_DOWN),
    mode: environment[ENV.mode] ?? 'server',
    ...(environment.REDIS_URL === undefined ? {} : { redisUrl: environment.REDIS_URL }),
    telegram: pick(
      environment,
      Object.keys(environment).filter(
        (name) => name.startsWith('TELEGRAM_') && name !== ENV.telegramSecretArn,
      ),
    ),
  };
}

function pick(environment: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
