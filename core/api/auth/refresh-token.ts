import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type RandomBytes, sha256 } from './token-text.ts';

/** Of each half. */
const HALF_BYTES = 32;
const SALT_BYTES = 16;

/** A lost answer, or two tabs at one moment, must not sign an honest browser out. */
export const GRACE_MS = 30_000;

/** Who refreshes more often than this in 30 s does not wait for answers. */
const MAX_REPLACED = 20;

/** 64 bytes in base64url. */
const REFRESH_TOKEN = /^[A-Za-z0-9_-]{86}$/;

export interface RefreshToken {
  /** Of the session: the same for its life. */
  readonly family: Buffer;
  /** Another one after each use. */
  readonly secret: Buffer;
}

export const replacedSchema = z.array(
  z.object({ sha256: z.string(), salt: z.string(), replacedAt: z.iso.datetime() }),
);

/** What a session knows of its refresh tokens: no token can be made of it. */
export interface RefreshChain {
  readonly newest: Buffer;
  /** Replaced a moment ago, oldest first; each is followed by the next, the last one by the newest. */
  readonly replaced: z.infer<typeof replacedSchema>;
}

export function makeRefreshToken(randomBytes: RandomBytes): RefreshToken {
  return { family: randomBytes(HALF_BYTES), secret: randomBytes(HALF_BYTES) };
}

export function writeRefreshToken({ family, secret }: RefreshToken): string {
  return Buffer.concat([family, secret]).toString('base64url');
}

/** @returns undefined for what is none */
export function readRefreshToken(text: string): RefreshToken | undefined {
  if (!REFRESH_TOKEN.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return { family: bytes.subarray(0, HALF_BYTES), secret: bytes.subarray(HALF_BYTES) };
}

export interface TurnedChain {
  readonly chain: RefreshChain;
  /** The second half of the token that is to be used from now on. */
  readonly secret: Buffer;
}

/**
 * Exchanges the second half of a refresh token. The newest one is replaced. One that was replaced less than 30 s ago leads to the newest,
 * which is told again and not replaced: its holder never heard of it, or asked twice at one moment.
 * @returns undefined for an older one: two hold tokens of this session, and one of them stole theirs
 */
export function turnChain(
  { newest, replaced }: RefreshChain,
  secret: Buffer,
  now: Date,
  randomBytes: RandomBytes,
): TurnedChain | undefined {
  const recent = replaced.filter(
    ({ replacedAt }) => now.getTime() - new Date(replacedAt).getTime() < GRACE_MS,
  );
  const given = sha256(secret);
  if (timingSafeEqual(given, newest)) {
    const salt = randomBytes(SALT_BYTES);
    const next = follow(secret, salt);
    const link = {
      sha256: given.toString('base64url'),
      salt: salt.toString('base64url'),
      replacedAt: now.toISOString(),
    };
    return {
      secret: next,
      chain: { newest: sha256(next), replaced: [...recent, link].slice(-MAX_REPLACED) },
    };
  }
  const at = recent.findIndex((link) => timingSafeEqual(Buffer.from(link.sha256, 'base64url'), given));
  if (at < 0) return undefined;
  const last = recent
    .slice(at)
    .reduce((half, { salt }) => follow(half, Buffer.from(salt, 'base64url')), secret);
  return { secret: last, chain: { newest, replaced: recent } };
}

function follow(secret: Buffer, salt: Buffer): Buffer {
  return sha256(Buffer.concat([secret, salt]));
}
