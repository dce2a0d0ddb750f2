import * as z from 'zod';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({ [ENV.messagesQueueUrl]: z.url() });

export interface WatchFleetConfig {
  readonly database: DatabaseSource;
  readonly messagesQueueUrl: string;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): WatchFleetConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    database: databaseSourceSchema.parse(environment),
    messagesQueueUrl: env[ENV.messagesQueueUrl],
  });
}
