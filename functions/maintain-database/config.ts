import { z } from 'zod';
import { ENV } from '../../core/contracts/env.ts';

const schema = z
  .object({
    [ENV.databaseUrl]: z.string().optional(),
    [ENV.databaseSecretArn]: z.string().optional(),
    [ENV.datagramLogRetentionDays]: z.coerce.number().int().min(1).max(3650),
  })
  .refine((env) => env[ENV.databaseUrl] !== undefined || env[ENV.databaseSecretArn] !== undefined, {
    message: `set ${ENV.databaseUrl} or ${ENV.databaseSecretArn}`,
  });

export interface MaintainDatabaseConfig {
  readonly databaseUrl: string | undefined;
  readonly databaseSecretArn: string | undefined;
  readonly datagramLogRetentionDays: number;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): MaintainDatabaseConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    databaseUrl: env[ENV.databaseUrl],
    databaseSecretArn: env[ENV.databaseSecretArn],
    datagramLogRetentionDays: env[ENV.datagramLogRetentionDays],
  });
}
