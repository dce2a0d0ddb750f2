import { createHash } from 'node:crypto';

const TOKEN_BYTES = 32;

/** So that whoever finds one in a file or a log knows what it is. */
const KEY_PREFIX = 'tfk_';

/** 32 bytes in base64url, of a key with its prefix. What does not look like a token is not looked for. */
const TOKEN = new RegExp(`^(?:${KEY_PREFIX})?[A-Za-z0-9_-]{43}$`);

export type RandomBytes = (count: number) => Buffer;

export function makeToken(randomBytes: RandomBytes): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

export function makeKey(randomBytes: RandomBytes): string {
  return `${KEY_PREFIX}${makeToken(randomBytes)}`;
}

export function looksLikeToken(text: string): boolean {
  return TOKEN.test(text);
}

/** What is kept of a token: who reads the table cannot sign in. */
export function sha256(token: string | Buffer): Buffer {
  return createHash('sha256').update(token).digest();
}
