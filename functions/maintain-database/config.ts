import * as z from 'zod';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const days = z.coerce.number().int().min(1).max(3650);
const schema = z.object({ [ENV.datagramLogRetentionDays]: days, [ENV.apiErrorRetentionDays]: days });

export interface MaintainDatabaseConfig {
  readonly database: DatabaseSource;
  readonly datagramLogRetentionDays: number;
  readonly apiErrorRetentionDays: number;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): MaintainDatabaseConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    database: databaseSourceSchema.parse(environment),
    datagramLogRetentionDays: env[ENV.datagramLogRetentionDays],
    apiErrorRetentionDays: env[ENV.apiErrorRetentionDays],
  });
}
