import * as z from 'zod';
import {
  checkAge,
  checkSignature,
  ProofInvalidError,
  type ProvenPerson,
  widgetKey,
} from './telegram-proof.ts';

/** The page posts it at once. */
export const WIDGET_LIFE_MS = 10 * 60_000;

const personSchema = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .transform(Number),
  first_name: z.string().max(256).default(''),
  last_name: z.string().max(256).optional(),
  username: z.string().max(64).optional(),
});

/**
 * Who has signed in by the Login Widget, of the fields that Telegram gave to the page.
 * @param fields all of them; numbers as digits
 * @throws ProofInvalidError, ProofTooOldError
 */
export function verifyWidget(
  fields: Readonly<Record<string, string>>,
  token: string,
  now: Date,
): ProvenPerson {
  const { hash, ...rest } = fields;
  const signed = { hash, fields: new Map(Object.entries(rest)) };
  const proof = checkSignature(signed, widgetKey(token));
  const expiresAt = checkAge(signed, WIDGET_LIFE_MS, now);
  const person = personSchema.safeParse(rest);
  if (!person.success) throw new ProofInvalidError('no person');
  const { id, first_name: firstName, username } = person.data;
  // The widget does not say which language the person reads.
  return { person: { id, firstName, username, languageCode: undefined }, proof, expiresAt };
}
