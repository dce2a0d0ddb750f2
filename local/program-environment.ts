import { ENV } from '../core/contracts/env.ts';
import { type TaskWiring, WiringUnsupportedError } from './assembly/wiring.ts';

/** A program is to read a secret that has no stand-in on this machine. */
export class SecretUnknownError extends Error {
  override readonly name = 'SecretUnknownError';
}

/** What stands in for the secrets of the template. */
export interface LocalSecrets {
  readonly databaseUrl: string;
  readonly databaseReaderUrl: string;
  /** By variable, `TELEGRAM_...`. */
  readonly telegram: Readonly<Record<string, string>>;
  /** 32 bytes in base64. */
  readonly terminalKey: string;
  /** Valkey or Redis; without one programs use their own memory. */
  readonly cacheUrl?: string;
}

const HTTP_API = 'serve-api';

/**
 * A program's environment as the template has it, each secret's ARN replaced by what the secret would tell. Only by that: a program which
 * the template gives no secret learns nothing here either, so that a forgotten variable is seen on one machine already.
 * @param program its name, such as `serve-api`
 * @throws SecretUnknownError naming the variable
 */
export function localEnvironment(
  program: string,
  environment: Readonly<Record<string, string>>,
  secrets: LocalSecrets,
): Record<string, string> {
  const standIns = new Map<string, Readonly<Record<string, string>>>([
    [
      ENV.databaseSecretArn,
      { [ENV.databaseUrl]: secrets.databaseUrl, [ENV.databaseReaderUrl]: secrets.databaseReaderUrl },
    ],
    [ENV.telegramSecretArn, secrets.telegram],
    // A cluster with TLS and a password, which nothing here is: its host becomes a URL.
    [ENV.cacheHost, secrets.cacheUrl === undefined ? {} : { [ENV.cacheUrl]: secrets.cacheUrl }],
    [ENV.cachePasswordSecretArn, {}],
    // Simulated terminals are on this machine.
    [
      ENV.terminalKeySecretArn,
      { [ENV.terminalKey]: secrets.terminalKey, [ENV.terminalNetworks]: 'anywhere' },
    ],
    // There is no CloudFront in front of this machine that could add the header: any caller is served.
    [ENV.originSecretArn, {}],
  ]);
  const local: Record<string, string> = {};
  for (const [variable, value] of Object.entries(environment)) {
    const standIn = standIns.get(variable);
    if (standIn === undefined && value.startsWith('arn:aws:secretsmanager:'))
      throw unknown(program, variable);
    Object.assign(local, standIn ?? { [variable]: value });
  }
  // On this machine people sign in by saying who they are. No template has the variable: docs/http-api.md.
  if (program === HTTP_API && ENV.originSecretArn in environment) local[ENV.devLogin] = '1';
  return local;
}

/**
 * As `localEnvironment`, with the secrets that ECS puts into variables itself.
 * @throws SecretUnknownError; WiringUnsupportedError when the template has no ingest task
 */
export function taskEnvironment(task: TaskWiring | undefined, secrets: LocalSecrets): Record<string, string> {
  if (task === undefined)
    throw new WiringUnsupportedError(
      'no task definition of the template listens to UDP: there is no ingest task',
    );
  const values = new Map<string, string>([[ENV.terminalKey, secrets.terminalKey]]);
  const given = Object.keys(task.secrets).map((variable) => {
    const value = values.get(variable);
    if (value === undefined) throw unknown(task.name, variable);
    return [variable, value] as const;
  });
  return {
    ...localEnvironment(task.name, task.environment, secrets),
    ...Object.fromEntries(given),
    // Simulated terminals are on this machine.
    [ENV.terminalNetworks]: 'anywhere',
  };
}

function unknown(program: string, variable: string): SecretUnknownError {
  return new SecretUnknownError(
    `${program} gets a secret in ${variable}, and nothing stands in for it here: add it to local/program-environment.ts`,
  );
}
