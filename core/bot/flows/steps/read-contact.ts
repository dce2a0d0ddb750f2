import type { PlatformKey } from '../../i18n/platform-texts.ts';
import type { Translate } from '../../turn.ts';
import { answer, problem, type Reading } from './reading.ts';

export interface SharedContact {
  readonly phone: string;
  readonly userId: number | undefined;
}

/** Only the person's own: Telegram lets anybody forward anybody's contact. The answer is the number as `+4912345`. */
export function readContact(
  { phone, userId }: SharedContact,
  personId: number,
  words: Translate<PlatformKey>,
): Reading {
  if (userId !== personId) return problem(words('flow.contactForeign'));
  const digits = phone.replaceAll(/\D/gu, '');
  return /^\d{5,15}$/u.test(digits) ? answer(`+${digits}`) : problem(words('flow.unfit'));
}
