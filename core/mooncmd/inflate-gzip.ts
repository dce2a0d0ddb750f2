import { gunzipSync } from 'node:zlib';

export type InflateFailure = 'cut' | 'malformed' | 'bomb';

const GZIP_TRAILER_BYTES = 8;

/** @returns whether the bytes begin as gzip: the test of the panel (MoonCMD 1.2). */
export function isGzip(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * ISIZE of RFC 1952: the last four bytes, the size of what was compressed. A sender can forge it: it is a hint
 * for the size of a buffer and for when to try, never a bound.
 */
export function readInflatedSizeHint(bytes: Buffer): number {
  return bytes.length < GZIP_TRAILER_BYTES ? 0 : bytes.readUInt32LE(bytes.length - 4);
}

/**
 * Inflates a whole gzip stream.
 *
 * A buffer near the size that the trailer tells makes a 90-byte balance cost 3.3 us instead of 5 to 6 with zlib's default of
 * 16 KB; `fflate` takes 5 (`bench/inflate.ts`). An inflate written by hand was also tried: two thirds of zlib's time for a
 * balance, no gain for an order, and not worth its 200 lines.
 *
 * @returns the bytes; or `cut` when the stream ends early, `malformed` when it is no gzip or its checksum is
 *   wrong, `bomb` when it inflates past `maxBytes`.
 */
export function inflateGzip(bytes: Buffer, maxBytes: number): Buffer | InflateFailure {
  // One byte more than ISIZE: with a buffer that is full to the brim zlib is called once more. In a cut or forged stream
  // the hint is noise: it must not ask for more than text may inflate to.
  const hint = Math.min(readInflatedSizeHint(bytes) + 1, bytes.length * 16, 65_536);
  const chunkSize = Math.max(hint, 1_024);
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes, chunkSize });
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): InflateFailure {
  // Not by `instanceof Error`: an error of Node's own is of another realm inside jest.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return 'cut';
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'bomb';
  return 'malformed';
}
