import { z } from 'zod';
import { ENV } from '../contracts/env.ts';

/** Where a program finds its database: a URL (on one machine), or a secret that holds the parts of one (in AWS). */
export type DatabaseSource = { readonly url: string } | { readonly secretArn: string };

/** The part of an environment that says it; one of the two has to be set. */
export const databaseSourceSchema = z
  .object({
    [ENV.databaseUrl]: z.string().min(1).optional(),
    [ENV.databaseSecretArn]: z.string().min(1).optional(),
  })
  .transform((env, context): DatabaseSource => {
    const { [ENV.databaseUrl]: url, [ENV.databaseSecretArn]: secretArn } = env;
    if (url !== undefined) return { url };
    if (secretArn !== undefined) return { secretArn };
    context.addIssue({
      code: 'custom',
      path: [ENV.databaseUrl],
      message: `set it, or ${ENV.databaseSecretArn}`,
    });
    return z.NEVER;
  });
