import * as z from 'zod';
import type { QueueAddresses } from '../../core/aws/queue-watch.ts';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';
import { queuesOf, queueVariables } from '../../core/measurements/queues.ts';

const schema = z.object({
  ...queueVariables.shape,
  [ENV.stage]: z.string().min(1),
  [ENV.databaseVcpu]: z.coerce.number().positive().optional(),
});

export interface MeasureSystemConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly queues: readonly QueueAddresses[];
  /** Cores of the writer, at most; undefined: nobody has said. */
  readonly databaseVcpu: number | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): MeasureSystemConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    queues: queuesOf(env),
    databaseVcpu: env[ENV.databaseVcpu],
  });
}
