import * as z from 'zod';
import {
  checkAge,
  checkSignature,
  miniAppKey,
  ProofInvalidError,
  type ProvenPerson,
} from './telegram-proof.ts';

/** A Mini App that stays open signs in again with the same words. */
export const INIT_DATA_LIFE_MS = 3600_000;

const personSchema = z.object({
  id: z.int().positive(),
  first_name: z.string().max(256).default(''),
  username: z.string().max(64).optional(),
  language_code: z.string().max(35).optional(),
  is_bot: z.literal(false).optional(),
});

/**
 * Who has opened the Mini App, of `Telegram.WebApp.initData`.
 * @throws ProofInvalidError, ProofTooOldError
 */
export function verifyInitData(initData: string, token: string, now: Date): ProvenPerson {
  const pairs = [...new URLSearchParams(initData)];
  const all = new Map(pairs);
  // Which of two would be the signed one?
  if (all.size !== pairs.length) throw new ProofInvalidError('a field twice');
  const hash = all.get('hash');
  all.delete('hash');
  const signed = { hash, fields: all };
  const proof = checkSignature(signed, miniAppKey(token));
  const expiresAt = checkAge(signed, INIT_DATA_LIFE_MS, now);
  const person = personSchema.safeParse(parse(all.get('user')));
  if (!person.success) throw new ProofInvalidError('no person');
  const { id, first_name: firstName, username, language_code: languageCode } = person.data;
  return { person: { id, firstName, username, languageCode }, proof, expiresAt };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
