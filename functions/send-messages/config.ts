import * as z from 'zod';
import { type TelegramSource, telegramSourceSchema } from '../../core/aws/telegram-secrets.ts';
import { type CacheSource, cacheSourceSchema } from '../../core/cache/cache-source.ts';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.messagesQueueUrl]: z.url(),
  [ENV.telegramApiRoot]: z.url().optional(),
});

export interface SendMessagesConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly cache: CacheSource;
  readonly telegram: TelegramSource;
  readonly messagesQueueUrl: string;
  readonly telegramApiRoot: string | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): SendMessagesConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    cache: cacheSourceSchema.parse(environment),
    telegram: telegramSourceSchema.parse(environment),
    messagesQueueUrl: env[ENV.messagesQueueUrl],
    telegramApiRoot: env[ENV.telegramApiRoot],
  });
}
