import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

export interface RefreshStatisticsConfig {
  readonly database: DatabaseSource;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): RefreshStatisticsConfig {
  return Object.freeze({ database: databaseSourceSchema.parse(environment) });
}
