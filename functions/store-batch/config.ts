import * as z from 'zod';
import { DATAGRAM_KINDS, type DatagramKind } from '../../core/contracts/datagram-kinds.ts';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.recordsQueueUrl]: z.url(),
  [ENV.changesQueueUrl]: z.url(),
  [ENV.loggedKinds]: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((kind) => kind !== ''))
    .pipe(z.array(z.enum(DATAGRAM_KINDS))),
  [ENV.storeConcurrency]: z.coerce.number().int().positive().optional(),
});

export interface StoreBatchConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly recordsQueueUrl: string;
  /** Where what was stored is announced while somebody watches. */
  readonly changesQueueUrl: string;
  readonly loggedKinds: ReadonlySet<DatagramKind>;
  /** How many executions the stage lets run at once; undefined: it does not say. */
  readonly concurrency: number | undefined;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): StoreBatchConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    recordsQueueUrl: env[ENV.recordsQueueUrl],
    changesQueueUrl: env[ENV.changesQueueUrl],
    loggedKinds: new Set(env[ENV.loggedKinds]),
    concurrency: env[ENV.storeConcurrency],
  });
}
