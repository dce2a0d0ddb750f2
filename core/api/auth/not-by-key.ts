import { ProblemError } from '../../http/answers.ts';
import type { Caller } from '../call.ts';

/** What only the person may do: whoever finds a key in a script must not be able to make more of it. @throws ProblemError */
export function requirePerson({ isKey }: Pick<Caller, 'isKey'>): void {
  if (isKey)
    throw new ProblemError({
      status: 403,
      title: 'Not with a key',
      detail: 'A key cannot do this. Sign in yourself, and use the token that you get.',
    });
}
