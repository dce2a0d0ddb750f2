import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { TelegramPerson } from '../../bot/users/user-directory.ts';

/** What was sent is not what Telegram signed for this bot, or is none of it at all. */
export class ProofInvalidError extends Error {
  override readonly name = 'ProofInvalidError';
}

/** Telegram signed it, too long ago. */
export class ProofTooOldError extends Error {
  override readonly name = 'ProofTooOldError';
}

/** Who has shown by Telegram's word who they are. */
export interface ProvenPerson {
  readonly person: TelegramPerson;
  /** Names this word of Telegram's. */
  readonly proof: Buffer;
  /** When it is too old. */
  readonly expiresAt: Date;
}

/** A clock may be that much ahead of ours. */
const MAX_AHEAD_MS = 60_000;

const HASH = /^[0-9a-f]{64}$/;

export interface SignedFields {
  /** By name, without `hash`. */
  readonly fields: ReadonlyMap<string, string>;
  readonly hash: string | undefined;
}

/** core.telegram.org/widgets/login#checking-authorization */
export function widgetKey(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app */
export function miniAppKey(token: string): Buffer {
  return createHmac('sha256', 'WebAppData').update(token).digest();
}

/**
 * Checks Telegram's signature of fields: all of them, sorted, each on a line.
 * @returns the signature
 * @throws ProofInvalidError
 */
export function checkSignature({ fields, hash }: SignedFields, key: Buffer): Buffer {
  if (hash === undefined || !HASH.test(hash)) throw new ProofInvalidError('no hash');
  // A line feed within a field would let one signed text be read as other fields.
  for (const [name, value] of fields)
    if (!/^\w{1,40}$/.test(name) || value.includes('\n')) throw new ProofInvalidError('an odd field');
  const lines = [...fields].map(([name, value]) => `${name}=${value}`).sort();
  const expected = createHmac('sha256', key).update(lines.join('\n')).digest();
  const given = Buffer.from(hash, 'hex');
  if (!timingSafeEqual(given, expected)) throw new ProofInvalidError('another hash');
  return given;
}

/**
 * @returns when it is too old
 * @throws ProofInvalidError, ProofTooOldError
 */
export function checkAge({ fields }: SignedFields, lifeMs: number, now: Date): Date {
  const text = fields.get('auth_date') ?? '';
  if (!/^\d{1,12}$/.test(text)) throw new ProofInvalidError('no auth_date');
  const signedMs = Number(text) * 1000;
  if (signedMs > now.getTime() + MAX_AHEAD_MS) throw new ProofInvalidError('of the future');
  if (signedMs + lifeMs <= now.getTime()) throw new ProofTooOldError('too old');
  return new Date(signedMs + lifeMs);
}
