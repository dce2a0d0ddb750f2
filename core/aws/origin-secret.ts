import * as z from 'zod';
import { readSecretText } from './read-secret-text.ts';

const secretSchema = z.object({ value: z.string().min(16) });

export class OriginSecretUnreadableError extends Error {
  override readonly name = 'OriginSecretUnreadableError';
}

/**
 * What CloudFront adds to its requests as `x-origin-verify`.
 * @throws OriginSecretUnreadableError without any part of the secret in its text
 */
export async function readOriginSecret(secretArn: string): Promise<string> {
  const text = await readSecretText(secretArn);
  try {
    return secretSchema.parse(JSON.parse(text)).value;
  } catch {
    // Neither JSON.parse nor zod is quoted: both put a piece of the text into their message.
    throw new OriginSecretUnreadableError('the origin secret is not { value } of 16 characters or more');
  }
}
