import { z } from 'zod';
import { DATAGRAM_KINDS, type DatagramKind } from '../../core/contracts/datagram-kinds.ts';
import { ENV } from '../../core/contracts/env.ts';

const schema = z
  .object({
    [ENV.databaseUrl]: z.string().optional(),
    [ENV.databaseSecretArn]: z.string().optional(),
    [ENV.recordsQueueUrl]: z.url(),
    [ENV.loggedKinds]: z
      .string()
      .default('')
      .transform((text) => text.split(',').filter((kind) => kind !== ''))
      .pipe(z.array(z.enum(DATAGRAM_KINDS))),
  })
  .refine((env) => env[ENV.databaseUrl] !== undefined || env[ENV.databaseSecretArn] !== undefined, {
    message: `set ${ENV.databaseUrl} or ${ENV.databaseSecretArn}`,
  });

export interface StoreBatchConfig {
  readonly databaseUrl: string | undefined;
  readonly databaseSecretArn: string | undefined;
  readonly recordsQueueUrl: string;
  readonly loggedKinds: ReadonlySet<DatagramKind>;
}

/** @throws ZodError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): StoreBatchConfig {
  const env = schema.parse(environment);
  return Object.freeze({
    databaseUrl: env[ENV.databaseUrl],
    databaseSecretArn: env[ENV.databaseSecretArn],
    recordsQueueUrl: env[ENV.recordsQueueUrl],
    loggedKinds: new Set(env[ENV.loggedKinds]),
  });
}
