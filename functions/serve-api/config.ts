import * as z from 'zod';
import type { QueueAddresses } from '../../core/aws/queue-watch.ts';
import { type CacheSource, cacheSourceSchema } from '../../core/cache/cache-source.ts';
import { type TelegramSource, telegramSourceSchema } from '../../core/aws/telegram-secrets.ts';
import { type TerminalKeySource, terminalKeySourceSchema } from '../../core/aws/terminal-key.ts';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';
import { queuesOf, queueVariables } from '../../core/measurements/queues.ts';

const schema = z
  .object({
    [ENV.stage]: z.string().min(1),
    ...queueVariables.shape,
    [ENV.socketsTable]: z.string().min(1),
    [ENV.idempotencyTable]: z.string().min(1),
    [ENV.alarmRegions]: z
      .string()
      .min(1)
      .transform((text) => text.split(',')),
    [ENV.originSecretArn]: z.string().min(1).optional(),
    [ENV.devLogin]: z.literal('1').optional(),
    [ENV.telegramApiRoot]: z.url().optional(),
    [ENV.terminalNetworks]: z.enum(['outside', 'anywhere']).default('outside'),
  })
  .check(({ value, issues }) => {
    // Every stage in AWS has the secret. Set there by hand, the switch would let anybody in as anybody.
    if (value[ENV.devLogin] !== undefined && value[ENV.originSecretArn] !== undefined)
      issues.push({
        code: 'custom',
        path: [ENV.devLogin],
        message: 'is for one machine: unset it',
        input: value,
      });
  });

export interface ServeApiConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly cache: CacheSource;
  readonly commandsQueueUrl: string;
  /** Queues that administrators see. */
  readonly queues: readonly QueueAddresses[];
  /** Where dead letters go to be stored again. */
  readonly recordsQueueUrl: string;
  /** Tickets of live sockets. */
  readonly socketsTable: string;
  /** Where the alarms' states are kept, and of which regions. */
  readonly alarms: { readonly table: string; readonly regions: readonly string[] };
  /** Verifies who comes from Telegram, and says who the administrators are. */
  readonly telegram: TelegramSource;
  readonly terminalKey: TerminalKeySource;
  /** Where the terminals that people add may be. */
  readonly terminalNetworks: 'outside' | 'anywhere';
  /** What stands in for Telegram; undefined: nothing does. */
  readonly telegramApiRoot: string | undefined;
  readonly originSecretArn: string | undefined;
  /** Anybody is signed in as whoever they say they are. */
  readonly hasDevLogin: boolean;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): ServeApiConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    cache: cacheSourceSchema.parse(environment),
    commandsQueueUrl: env[ENV.commandsQueueUrl],
    queues: queuesOf(env),
    recordsQueueUrl: env[ENV.recordsQueueUrl],
    socketsTable: env[ENV.socketsTable],
    alarms: { table: env[ENV.idempotencyTable], regions: env[ENV.alarmRegions] },
    telegram: telegramSourceSchema.parse(environment),
    terminalKey: terminalKeySourceSchema.parse(environment),
    terminalNetworks: env[ENV.terminalNetworks],
    telegramApiRoot: env[ENV.telegramApiRoot],
    originSecretArn: env[ENV.originSecretArn],
    hasDevLogin: env[ENV.devLogin] !== undefined,
  });
}
