import * as z from 'zod';
import { type TelegramSource, telegramSourceSchema } from '../../core/aws/telegram-secrets.ts';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.idempotencyTable]: z.string().min(1),
  [ENV.originSecretArn]: z.string().min(1).optional(),
  [ENV.telegramApiRoot]: z.url().optional(),
});

export interface ReceiveUpdateConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly telegram: TelegramSource;
  readonly idempotencyTable: string;
  readonly originSecretArn: string | undefined;
  readonly telegramApiRoot: string | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): ReceiveUpdateConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    telegram: telegramSourceSchema.parse(environment),
    idempotencyTable: env[ENV.idempotencyTable],
    originSecretArn: env[ENV.originSecretArn],
    telegramApiRoot: env[ENV.telegramApiRoot],
  });
}
