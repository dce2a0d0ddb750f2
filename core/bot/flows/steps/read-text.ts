import type { StepOf } from '../../flow.ts';
import type { PlatformKey } from '../../i18n/platform-texts.ts';
import type { Translate } from '../../turn.ts';
import { answer, problem, type Reading } from './reading.ts';

/** Control characters, of which PostgreSQL refuses one and no person means any. Line feeds are dealt with before. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f]/gu;

export function readText<S, K extends string>(
  step: StepOf<S, K, 'text'>,
  text: string,
  words: Translate<PlatformKey>,
): Reading {
  const lines = text.normalize('NFC').replaceAll(/\r\n?/g, '\n').replaceAll(CONTROLS, '');
  const value = (step.isMultiline === true ? lines : lines.replaceAll(/\s*\n\s*/g, ' ')).trim();
  // People count characters, PostgreSQL code points; Telegram alone counts UTF-16 units.
  const length = Array.from(value).length;
  const min = step.min ?? 1;
  if (length === 0 && min > 0) return problem(words('flow.textEmpty'));
  if (length < min) return problem(words('flow.textTooShort', { count: min }));
  if (length > step.max) return problem(words('flow.textTooLong', { count: step.max, length }));
  return answer(value);
}
