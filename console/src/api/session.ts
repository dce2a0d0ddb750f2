import { computed, signal } from '@preact/signals';
import * as z from 'zod';
import { signedIn } from '../../../core/api/auth/auth-shapes.ts';
import { me as meShape } from '../../../core/api/people/people-shapes.ts';
import { keep } from '../browser/kept.ts';
import { switchLanguage } from '../texts/define-texts.ts';
import { chooseLanguage, timeZone } from '../texts/language.ts';
import { ProblemAnswerError, SignedOutError } from './problem.ts';
import { type ApiAnswer, type ApiRequest, sendForText, sendRequest } from './send-request.ts';

/** Who has signed in. */
export type Me = z.infer<typeof meShape>;

export type SessionState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly me: Me };

export const session = signal<SessionState>({ kind: 'starting' });
export const me = computed(() => (session.value.kind === 'signed-in' ? session.value.me : undefined));

/** What the browser keeps of it: `in` once somebody has signed in here, `out` since they signed out. */
export const LAST_SESSION = 'last-session';

/** In memory only: what a page's storage keeps, any script of the page can read. The cookie that renews it no script sees. */
let token: string | undefined;
let renewing: Promise<boolean> | undefined;

/** Asks as the person who has signed in; renews the token once when it is over. @throws as sendRequest, and SignedOutError */
export function api<Answer>(request: ApiRequest<Answer>): Promise<Answer> {
  return apiFull(request).then(({ body }) => body);
}

/** `api` with the answer's headers. */
export function apiFull<Answer>(request: ApiRequest<Answer>): Promise<ApiAnswer<Answer>> {
  return withToken((current) => sendRequest(request, current));
}

/** `api` for CSV and other text. */
export function apiText(request: Omit<ApiRequest<unknown>, 'answer'>): Promise<ApiAnswer<string>> {
  return withToken((current) => sendForText(request, current));
}

async function withToken<T>(send: (current: string | undefined) => Promise<T>): Promise<T> {
  const used = token;
  try {
    return await send(used);
  } catch (error) {
    if (!(error instanceof ProblemAnswerError) || error.status !== 401) throw error;
  }
  // Refused before anything was done, so that sending it again is safe even for what must happen once.
  if (token === used && !(await renew())) {
    session.value = { kind: 'signed-out' };
    throw new SignedOutError('nobody is signed in');
  }
  return send(token);
}

/** Several requests that are refused at once renew together. */
function renew(): Promise<boolean> {
  renewing ??= askForToken('/api/auth/refresh', {}).finally(() => {
    renewing = undefined;
  });
  return renewing;
}

/** @returns false: refused */
async function askForToken(path: string, body: unknown): Promise<boolean> {
  try {
    const answer = await sendRequest({ method: 'POST', path, body, answer: signedIn }, undefined);
    token = answer.body.token;
    return true;
  } catch (error) {
    if (error instanceof ProblemAnswerError && error.status < 500) return false;
    throw error;
  }
}

/** At the start of the page: by the cookie, if there is one. */
export async function resumeSession(): Promise<boolean> {
  if (!(await renew())) {
    session.value = { kind: 'signed-out' };
    return false;
  }
  await readMe();
  return true;
}

/**
 * Signs in, by whichever way has such a path.
 * @throws ProblemAnswerError
 */
export async function signInBy(path: string, body: unknown): Promise<void> {
  const answer = await sendRequest({ method: 'POST', path, body, answer: signedIn }, undefined);
  token = answer.body.token;
  await readMe();
}

export async function signOut(): Promise<void> {
  try {
    await api({ method: 'POST', path: '/api/auth/logout', answer: z.unknown() });
  } finally {
    token = undefined;
    keep(LAST_SESSION, 'out');
    session.value = { kind: 'signed-out' };
  }
}

/** Reads who has signed in anew: at the start, and after they changed their settings. */
export async function readMe(): Promise<void> {
  const found = await api({ path: '/api/me', answer: meShape });
  // What nobody has chosen, the browser knows better.
  if (found.hasChosenTimeZone) timeZone.value = found.timeZone;
  await switchLanguage(found.hasChosenLanguage ? found.language : chooseLanguage(navigator.languages));
  keep(LAST_SESSION, 'in');
  session.value = { kind: 'signed-in', me: found };
}
