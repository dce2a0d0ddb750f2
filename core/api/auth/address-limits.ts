import type { TurnGuard } from '../../guard/guard.ts';
import { networkOf } from './network-of.ts';
import { tooMany } from './refusals.ts';

/** Of one address: requests that need no token, and requests whose token is missing or wrong. */
export const OPEN_CALLS_A_MINUTE = 120;

/** Of one address: an office behind one address signs in at nine o'clock. */
export const SIGN_INS_A_MINUTE = 30;

interface Asked {
  readonly address: string | null;
  readonly parts: { readonly guard: TurnGuard };
}

/** @throws ProblemError, 429 */
export function takeOpenCall(call: Asked): Promise<void> {
  return take(call, 'open', OPEN_CALLS_A_MINUTE);
}

/** Whoever sends a good token is served all the same: others may have the address too. @throws ProblemError, 429 */
export function takeFailedToken(call: Asked): Promise<void> {
  return take(call, 'failed', OPEN_CALLS_A_MINUTE);
}

/** @throws ProblemError, 429 */
export function takeSignIn(call: Asked): Promise<void> {
  return take(call, 'sign-in', SIGN_INS_A_MINUTE);
}

async function take({ address, parts }: Asked, what: string, points: number): Promise<void> {
  const taken = await parts.guard.take(`${what}:api:${networkOf(address)}`, points, 60);
  if (!taken.ok)
    throw tooMany(
      `From your address come too many requests. Ask again in ${taken.retryAfterSeconds} s.`,
      taken.retryAfterSeconds,
    );
}
