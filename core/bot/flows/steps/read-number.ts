import type { StepOf } from '../../flow.ts';
import type { PlatformKey } from '../../i18n/platform-texts.ts';
import type { Language, Translate } from '../../turn.ts';
import { answer, problem, type Reading } from './reading.ts';

const SPACES = /[\s\u00a0\u2009\u202f_']/gu;
const DECIMAL = /^[+-]?(?:\d{1,15}(?:[.,]\d{0,10})?|[.,]\d{1,10})$/u;
/** `1,234` and `1,234.5`: in English a comma before three digits parts thousands. */
const ENGLISH_GROUPS = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{0,10})?$/u;

export function readNumber<S, K extends string>(
  step: StepOf<S, K, 'number'>,
  text: string,
  words: Translate<PlatformKey>,
  language: Language,
): Reading {
  const value = parseNumber(text, language);
  if (value === undefined) return problem(words('flow.numberUnreadable'));
  if (step.isWhole === true && !Number.isInteger(value)) return problem(words('flow.numberNotWhole'));
  if (value < step.min || value > step.max) {
    return problem(words('flow.numberOutside', { min: step.min, max: step.max }));
  }
  return answer(value);
}

/** With a point or a comma, with or without spaces between thousands; nothing but digits beside them. */
export function parseNumber(text: string, language: Language): number | undefined {
  const plain = text.trim().replaceAll(/[−–]/gu, '-').replaceAll(SPACES, '');
  if (language === 'en' && ENGLISH_GROUPS.test(plain)) return Number(plain.replaceAll(',', ''));
  if (!DECIMAL.test(plain)) return undefined;
  const value = Number(plain.replace(',', '.'));
  // Zero below zero would be written as "-0".
  return value === 0 ? 0 : value;
}
