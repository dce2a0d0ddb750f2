import * as z from 'zod';
import { type TelegramSource, telegramSourceSchema } from '../../core/aws/telegram-secrets.ts';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.coordinationTable]: z.string().min(1),
  [ENV.commandsQueueUrl]: z.url(),
  [ENV.messagesQueueUrl]: z.url(),
  [ENV.telegramApiRoot]: z.url().optional(),
});

export interface SendCommandConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly telegram: TelegramSource;
  readonly coordinationTable: string;
  readonly commandsQueueUrl: string;
  readonly messagesQueueUrl: string;
  readonly telegramApiRoot: string | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): SendCommandConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    telegram: telegramSourceSchema.parse(environment),
    coordinationTable: env[ENV.coordinationTable],
    commandsQueueUrl: env[ENV.commandsQueueUrl],
    messagesQueueUrl: env[ENV.messagesQueueUrl],
    telegramApiRoot: env[ENV.telegramApiRoot],
  });
}
