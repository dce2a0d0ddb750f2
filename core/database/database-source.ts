import * as z from 'zod';
import { ENV } from '../contracts/env.ts';

/**
 * Where a program finds its database: URLs (on one machine), or hosts and a secret with the rest of what a login needs (in AWS).
 * Reads that may be a moment old go to the reader, which is the writer where there is no other.
 */
export type DatabaseSource =
  | { readonly url: string; readonly readerUrl: string }
  | {
      readonly secretArn: string;
      readonly host: string;
      readonly readerHost: string;
      /** PEM. `undefined`: the authorities that Node knows. */
      readonly caFile: string | undefined;
    };

const text = z.string().min(1).optional();

/** The part of an environment that says it: a URL, or a secret and a host. */
export const databaseSourceSchema = z
  .object({
    [ENV.databaseUrl]: text,
    [ENV.databaseReaderUrl]: text,
    [ENV.databaseSecretArn]: text,
    [ENV.databaseHost]: text,
    [ENV.databaseReaderHost]: text,
    [ENV.databaseCaFile]: text,
  })
  .transform((env, context): DatabaseSource => {
    const url = env[ENV.databaseUrl];
    if (url !== undefined) return { url, readerUrl: env[ENV.databaseReaderUrl] ?? url };

    const secretArn = env[ENV.databaseSecretArn];
    const host = env[ENV.databaseHost];
    if (secretArn !== undefined && host !== undefined)
      return {
        secretArn,
        host,
        readerHost: env[ENV.databaseReaderHost] ?? host,
        caFile: env[ENV.databaseCaFile],
      };
    context.addIssue({
      code: 'custom',
      path: [ENV.databaseUrl],
      message: `set it, or ${ENV.databaseSecretArn} and ${ENV.databaseHost}`,
    });
    return z.NEVER;
  });
