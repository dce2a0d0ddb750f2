import * as z from 'zod';
import { type TelegramSource, telegramSourceSchema } from '../../core/aws/telegram-secrets.ts';
import { ENV } from '../../core/contracts/env.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.idempotencyTable]: z.string().min(1),
  [ENV.telegramApiRoot]: z.url().optional(),
});

export interface RelayAlarmConfig {
  readonly stage: string;
  readonly telegram: TelegramSource;
  readonly idempotencyTable: string;
  readonly telegramApiRoot: string | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): RelayAlarmConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    telegram: telegramSourceSchema.parse(environment),
    idempotencyTable: env[ENV.idempotencyTable],
    telegramApiRoot: env[ENV.telegramApiRoot],
  });
}
