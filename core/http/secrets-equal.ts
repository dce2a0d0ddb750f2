import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing of where, or by how much, the two differ: `timingSafeEqual` wants one length, so hashes are compared. */
export function secretsEqual(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
