import * as z from 'zod';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.socketsTable]: z.string().min(1),
  [ENV.changesQueueUrl]: z.url(),
  [ENV.liveCallbackUrl]: z
    .string()
    // The address of a WebSocket API is that of its connections, by another protocol.
    .transform((url) => url.replace(/^wss:/, 'https:'))
    .pipe(z.url()),
});

export interface PushLiveConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly socketsTable: string;
  readonly changesQueueUrl: string;
  readonly liveCallbackUrl: string;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): PushLiveConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    socketsTable: env[ENV.socketsTable],
    changesQueueUrl: env[ENV.changesQueueUrl],
    liveCallbackUrl: env[ENV.liveCallbackUrl],
  });
}
