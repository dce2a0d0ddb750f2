import * as z from 'zod';
import { ENV } from '../contracts/env.ts';

/**
 * Where a program finds the shared cache: a server by its URL (on one machine), a cluster and the secret with its password (in AWS), or
 * nowhere, and then the program's own memory stands in.
 */
export type CacheSource =
  { readonly url: string } | { readonly host: string; readonly passwordSecretArn: string } | 'process-memory';

const text = z.string().min(1).optional();

/** The part of an environment that says it. */
export const cacheSourceSchema = z
  .object({
    [ENV.cacheUrl]: z.url({ protocol: /^rediss?$/ }).optional(),
    [ENV.cacheHost]: text,
    [ENV.cachePasswordSecretArn]: text,
  })
  .transform((env, context): CacheSource => {
    const url = env[ENV.cacheUrl];
    if (url !== undefined) return { url };

    const host = env[ENV.cacheHost];
    const passwordSecretArn = env[ENV.cachePasswordSecretArn];
    if (host !== undefined && passwordSecretArn !== undefined) return { host, passwordSecretArn };
    if (host === undefined && passwordSecretArn === undefined) return 'process-memory';
    context.addIssue({
      code: 'custom',
      path: [host === undefined ? ENV.cacheHost : ENV.cachePasswordSecretArn],
      message: `${ENV.cacheHost} and ${ENV.cachePasswordSecretArn} go together`,
    });
    return z.NEVER;
  });
