import type { Problem } from '../../http/answers.ts';
import { ProofUsedError } from './accept-proof.ts';
import { TooManyKeysError } from './api-keys.ts';
import { ProofInvalidError, ProofTooOldError } from './telegram-proof.ts';

/** What a refusal of signing in means over HTTP; undefined: the error is none of its. */
export function explainSignIn(error: unknown): Problem | undefined {
  if (error instanceof ProofInvalidError)
    return {
      status: 401,
      title: 'Not signed by Telegram',
      detail:
        'Telegram did not sign this for the fleet bot. Send what it gave as it is, and check that page and system use the same bot.',
    };
  if (error instanceof ProofTooOldError)
    return {
      status: 401,
      title: 'Too old',
      detail: 'Telegram signed this too long ago. Sign in there again; if it comes again, check the clock.',
    };
  if (error instanceof ProofUsedError)
    return {
      status: 401,
      title: 'Used before',
      detail: 'Somebody has signed in with this already. Sign in at Telegram again.',
    };
  if (error instanceof TooManyKeysError)
    return {
      status: 409,
      title: 'Too many keys',
      detail: 'You have 50 keys. Delete those that no program uses any more.',
    };
  return undefined;
}
