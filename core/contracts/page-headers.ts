/**
 * What the console's pages may load: their own files and nothing else. Signing in with Telegram is a redirect and needs none of its scripts.
 * In Telegram's web client the page runs as a Mini App in a frame: `frame-ancestors` names that one, and there is no X-Frame-Options, which
 * cannot.
 */
export const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  // The live socket is at the page's own address.
  "connect-src 'self'",
  "frame-src 'none'",
  'frame-ancestors https://web.telegram.org',
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
].join('; ');

/** Beside what every answer has. Names in lower case. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
});

/** Folder of the files whose names change with what is in them. */
export const HASHED_FILES = 'assets';
export const HASHED_CACHE_CONTROL = 'public, max-age=31536000, immutable';
/** The page itself names them, and so is asked for each time. */
export const PAGE_CACHE_CONTROL = 'no-cache';
