import * as z from 'zod';
import { type TelegramSource, telegramSourceSchema } from '../../core/aws/telegram-secrets.ts';
import { type TerminalKeySource, terminalKeySourceSchema } from '../../core/aws/terminal-key.ts';
import { type CacheSource, cacheSourceSchema } from '../../core/cache/cache-source.ts';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.idempotencyTable]: z.string().min(1),
  [ENV.sessionsTable]: z.string().min(1),
  [ENV.messagesQueueUrl]: z.url(),
  [ENV.commandsQueueUrl]: z.url(),
  [ENV.updateDeadLettersQueueUrl]: z.url(),
  [ENV.originSecretArn]: z.string().min(1).optional(),
  [ENV.telegramApiRoot]: z.url().optional(),
  [ENV.terminalNetworks]: z.enum(['outside', 'anywhere']).default('outside'),
});

export interface ReceiveUpdateConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly cache: CacheSource;
  readonly telegram: TelegramSource;
  readonly terminalKey: TerminalKeySource;
  /** Where the terminals that people add may be. */
  readonly terminalNetworks: 'outside' | 'anywhere';
  readonly idempotencyTable: string;
  readonly sessionsTable: string;
  readonly messagesQueueUrl: string;
  readonly commandsQueueUrl: string;
  readonly updateDeadLettersQueueUrl: string;
  readonly originSecretArn: string | undefined;
  readonly telegramApiRoot: string | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): ReceiveUpdateConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    cache: cacheSourceSchema.parse(environment),
    telegram: telegramSourceSchema.parse(environment),
    terminalKey: terminalKeySourceSchema.parse(environment),
    terminalNetworks: env[ENV.terminalNetworks],
    idempotencyTable: env[ENV.idempotencyTable],
    sessionsTable: env[ENV.sessionsTable],
    messagesQueueUrl: env[ENV.messagesQueueUrl],
    commandsQueueUrl: env[ENV.commandsQueueUrl],
    updateDeadLettersQueueUrl: env[ENV.updateDeadLettersQueueUrl],
    originSecretArn: env[ENV.originSecretArn],
    telegramApiRoot: env[ENV.telegramApiRoot],
  });
}
