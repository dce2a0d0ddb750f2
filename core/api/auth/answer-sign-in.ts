import * as z from 'zod';
import type { FullAnswer } from '../define-route.ts';
import type { OpenCall } from '../call.ts';
import type { signedIn } from './auth-shapes.ts';
import { writeRefreshCookie } from './refresh-cookie.ts';
import type { Device, SignedIn } from './start-session.ts';

/** Where the refresh token goes: browsers keep it as a cookie that no script can read; a program asks for it. */
export const refreshPlace = z
  .enum(['cookie', 'body'])
  .describe('Where the refresh token is told: a cookie for browsers, the body for programs');

export const refreshInInput = refreshPlace.default('cookie');

export function deviceOf({ address, request }: Pick<OpenCall, 'address' | 'request'>): Device {
  return { address, userAgent: request.headers['user-agent'] ?? null };
}

export function answerSignIn(
  { request, parts }: Pick<OpenCall, 'request' | 'parts'>,
  { token, expiresAt, refreshToken, refreshExpiresAt }: SignedIn,
  refreshIn: 'cookie' | 'body',
): FullAnswer<z.output<typeof signedIn>> {
  const body = { token, expiresAt, refreshExpiresAt };
  if (refreshIn === 'body') return { body: { ...body, refreshToken } };
  return {
    body,
    headers: { 'set-cookie': writeRefreshCookie(request, parts.isBehindEdge, refreshToken) },
  };
}
