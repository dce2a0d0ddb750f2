import type * as z from 'zod';
import { signInWays } from '../../../core/api/auth/auth-shapes.ts';
import { ProblemAnswerError } from '../api/problem.ts';
import { sendRequest } from '../api/send-request.ts';
import { LAST_SESSION, resumeSession, session, signInBy } from '../api/session.ts';
import { readKept } from '../browser/kept.ts';
import { readTelegramReturn, type TelegramReturn } from './telegram-login.ts';

/** What there is to sign in by. */
export type Ways = z.infer<typeof signInWays>;

/** The owner of what one machine simulates. */
const LOCAL_PERSON = 1;
/**
 * By what Telegram handed over, by the cookie, or on one machine by itself as its owner.
 * @returns what to offer whoever is not signed in then
 */
export async function startSession(): Promise<{ readonly ways: Ways; readonly error: unknown }> {
  const { body: ways } = await sendRequest({ path: '/api/auth/ways', answer: signInWays }, undefined);
  const returned = readTelegramReturn(location.hash);
  let error: unknown;
  if (returned !== undefined) {
    // What signs in is not left in the address.
    history.replaceState(null, '', location.pathname + location.search);
    try {
      await signInByTelegram(returned);
      return { ways, error };
    } catch (reason) {
      if (!(reason instanceof ProblemAnswerError)) throw reason;
      error = reason;
    }
  }
  const last = readKept(LAST_SESSION);
  // Without a session before there is no cookie to ask with.
  if (last === 'in' && (await resumeSession())) return { ways, error };
  // Not for somebody who has signed out: they may want to be somebody else.
  if (ways.devLogin && last !== 'out') await signInBy('/api/auth/dev-login', { telegramId: LOCAL_PERSON });
  else session.value = { kind: 'signed-out' };
  return { ways, error };
}

function signInByTelegram(returned: TelegramReturn): Promise<void> {
  return returned.kind === 'login'
    ? signInBy('/api/auth/telegram', returned.fields)
    : signInBy('/api/auth/mini-app', { initData: returned.initData });
}
