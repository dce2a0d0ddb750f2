import * as z from 'zod';
import { ENV } from '../../core/contracts/env.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.logLevel]: z.string().default('info'),
  [ENV.coordinationTable]: z.string().min(1),
  // In the primary it would watch itself.
  [ENV.regionRole]: z.literal('standby'),
  [ENV.primaryRegion]: z.string().min(1),
  [ENV.primaryHealthUrl]: z.url({ protocol: /^https?$/ }),
  [ENV.failoverThresholdMinutes]: z.coerce.number().min(1),
});

export interface FailOverConfig {
  readonly stage: string;
  readonly logLevel: string;
  readonly coordinationTable: string;
  readonly primaryRegion: string;
  readonly primaryHealthUrl: string;
  readonly thresholdMs: number;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): FailOverConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    logLevel: env[ENV.logLevel],
    coordinationTable: env[ENV.coordinationTable],
    primaryRegion: env[ENV.primaryRegion],
    primaryHealthUrl: env[ENV.primaryHealthUrl],
    thresholdMs: env[ENV.failoverThresholdMinutes] * 60_000,
  });
}
