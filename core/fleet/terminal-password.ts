import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class PasswordUnreadableError extends Error {
  override readonly name = 'PasswordUnreadableError';
}

/**
 * Seals a terminal's password for the database: AES-256-GCM, `nonce (12) | tag (16) | ciphertext`.
 * @param key 32 bytes
 */
export function sealPassword(key: Buffer, password: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws PasswordUnreadableError when the bytes were changed or sealed with another key. Never treats them as plain text. */
export function openPassword(key: Buffer, sealed: Buffer): string {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new PasswordUnreadableError('sealed password is cut');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch {
    throw new PasswordUnreadableError('sealed password does not open with this key');
  }
}
