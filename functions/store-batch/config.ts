import * as z from 'zod';
import { DATAGRAM_KINDS, type DatagramKind } from '../../core/contracts/datagram-kinds.ts';
import { ENV } from '../../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../../core/database/database-source.ts';

const schema = z.object({
  [ENV.stage]: z.string().min(1),
  [ENV.recordsQueueUrl]: z.url(),
  [ENV.loggedKinds]: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter((kind) => kind !== ''))
    .pipe(z.array(z.enum(DATAGRAM_KINDS))),
});

export interface StoreBatchConfig {
  readonly stage: string;
  readonly database: DatabaseSource;
  readonly recordsQueueUrl: string;
  readonly loggedKinds: ReadonlySet<DatagramKind>;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): StoreBatchConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    stage: env[ENV.stage],
    database: databaseSourceSchema.parse(environment),
    recordsQueueUrl: env[ENV.recordsQueueUrl],
    loggedKinds: new Set(env[ENV.loggedKinds]),
  });
}
