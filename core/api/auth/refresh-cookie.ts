import type { HttpRequest } from '../../http/http-request.ts';
import { REFRESH_LIFE_MS } from './lives.ts';

const NAME = 'refresh';

/** Only signing in needs it, so nothing else is sent it. */
const PATH = '/api/auth';

/** Where a browser takes no `Secure` cookie, and needs none: the machine itself. */
const OWN_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

type Asked = Pick<HttpRequest, 'headers' | 'cookies'>;

/** The refresh token that a browser keeps: no script of a page can read it, no other site can have it sent. */
export function writeRefreshCookie(request: Asked, isBehindEdge: boolean, token: string): string {
  return cookie(request, isBehindEdge, token, REFRESH_LIFE_MS / 1000);
}

/** Makes the browser forget it. */
export function clearRefreshCookie(request: Asked, isBehindEdge: boolean): string {
  return cookie(request, isBehindEdge, '', 0);
}

// `Expires` would have a comma, at which the router cuts cookies apart.
function cookie({ headers }: Asked, isBehindEdge: boolean, value: string, maxAgeSeconds: number): string {
  const isPlain =
    !isBehindEdge && headers['x-forwarded-proto'] !== 'https' && OWN_MACHINE.test(headers.host ?? '');
  const parts = [
    `${NAME}=${value}`,
    `Path=${PATH}`,
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Strict',
  ];
  return [...parts, ...(isPlain ? [] : ['Secure'])].join('; ');
}

/** @returns undefined when the browser sent none */
export function readRefreshCookie({ cookies }: Pick<HttpRequest, 'cookies'>): string | undefined {
  const start = `${NAME}=`;
  return cookies.find((one) => one.startsWith(start))?.slice(start.length);
}
