import * as z from 'zod';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({ [ENV.originSecretArn]: z.string().min(1).optional() });

export interface ServeApiConfig {
  readonly database: DatabaseSource;
  readonly originSecretArn: string | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): ServeApiConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    database: databaseSourceSchema.parse(environment),
    originSecretArn: env[ENV.originSecretArn],
  });
}
