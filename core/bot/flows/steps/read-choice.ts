import type { ChoiceOption } from '../../flow.ts';
import type { PlatformKey } from '../../i18n/platform-texts.ts';
import type { Translate } from '../../turn.ts';
import type { FlowTap } from '../flow-buttons.ts';
import { matchOption } from './match-option.ts';
import { answer, problem, type Reading } from './reading.ts';

export function readChosen(
  tap: FlowTap,
  options: readonly ChoiceOption[],
  words: Translate<PlatformKey>,
): Reading {
  if (tap.op === 'page') return { outcome: 'redraw', page: tap.page };
  if (tap.op !== 'choose') return { outcome: 'redraw' };
  // The list may have changed since it was drawn.
  const isOffered = options.some(({ value }) => value === tap.value);
  return isOffered ? answer(tap.value) : problem(words('flow.optionGone'));
}

export function readWrittenChoice(
  text: string,
  options: readonly ChoiceOption[],
  words: Translate<PlatformKey>,
): Reading {
  const match = matchOption(options, text);
  if (match === 'none') return problem(words('flow.tapOrWrite'));
  return match === 'several' ? problem(words('flow.severalFit')) : answer(match.value);
}
