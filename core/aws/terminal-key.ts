import * as z from 'zod';
import { ENV } from '../contracts/env.ts';
import { readSecretText } from './read-secret-text.ts';

/** Where a program finds the key that seals terminals' passwords: an ARN (in AWS), or the key (on one machine). */
export type TerminalKeySource = { readonly secretArn: string } | { readonly key: Buffer };

export class TerminalKeyUnreadableError extends Error {
  override readonly name = 'TerminalKeyUnreadableError';
}

const KEY_BYTES = 32;

/** The part of an environment that says it. */
export const terminalKeySourceSchema = z
  .object({
    [ENV.terminalKey]: z.string().min(1).optional(),
    [ENV.terminalKeySecretArn]: z.string().min(1).optional(),
  })
  .transform((env, context): TerminalKeySource => {
    const given = env[ENV.terminalKey];
    if (given !== undefined) {
      const key = parseKey(given);
      if (key !== undefined) return { key };
      context.addIssue({
        code: 'custom',
        path: [ENV.terminalKey],
        message: `must be ${KEY_BYTES} bytes in base64`,
      });
      return z.NEVER;
    }
    const secretArn = env[ENV.terminalKeySecretArn];
    if (secretArn !== undefined) return { secretArn };
    context.addIssue({
      code: 'custom',
      path: [ENV.terminalKeySecretArn],
      message: `set it, or ${ENV.terminalKey}`,
    });
    return z.NEVER;
  });

/** @throws TerminalKeyUnreadableError without any part of the secret in its text */
export async function readTerminalKey(source: TerminalKeySource): Promise<Buffer> {
  if ('key' in source) return source.key;
  const key = parseKey(await readSecretText(source.secretArn));
  if (key === undefined)
    throw new TerminalKeyUnreadableError(`the terminals' key is not ${KEY_BYTES} bytes in base64`);
  return key;
}

function parseKey(text: string): Buffer | undefined {
  const key = Buffer.from(text.trim(), 'base64');
  return key.length === KEY_BYTES ? key : undefined;
}
