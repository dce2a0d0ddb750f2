import type { ChoiceOption, StepOf } from '../../flow.ts';
import type { PlatformKey } from '../../i18n/platform-texts.ts';
import type { Translate } from '../../turn.ts';
import type { FlowTap } from '../flow-buttons.ts';
import { matchOption } from './match-option.ts';
import { answer, problem, type Reading } from './reading.ts';

interface CheckList {
  readonly options: readonly ChoiceOption[];
  readonly ticked: readonly string[];
}

export function readTick<S, K extends string>(
  step: StepOf<S, K, 'multi'>,
  tap: FlowTap,
  { options, ticked }: CheckList,
  words: Translate<PlatformKey>,
): Reading {
  switch (tap.op) {
    case 'page':
      return { outcome: 'redraw', page: tap.page };
    case 'tick':
      return redraw(options, [...ticked, tap.value]);
    case 'untick':
      return redraw(
        options,
        ticked.filter((value) => value !== tap.value),
      );
    case 'all':
      return redraw(
        options,
        options.map(({ value }) => value),
      );
    case 'none':
      return redraw(options, []);
    case 'done':
      return readDone(step, { options, ticked }, words);
    case 'choose':
    case 'field':
    case 'back':
    case 'skip':
    case 'cancel':
    case 'go':
    case 'change':
    case 'undo':
      return { outcome: 'redraw' };
  }
}

/** `BTC, ETH` ticks both; what has no option is told and nothing is ticked. */
export function readWrittenTicks(
  text: string,
  { options, ticked }: CheckList,
  words: Translate<PlatformKey>,
): Reading {
  const found = text
    .split(/[,;\n]/u)
    .filter((part) => part.trim() !== '')
    .map((part) => matchOption(options, part));
  const values = found.filter((match) => typeof match === 'object').map(({ value }) => value);
  if (found.includes('several')) return problem(words('flow.severalFit'));
  if (values.length === 0 || values.length < found.length) return problem(words('flow.tapOrWrite'));
  return redraw(options, [...ticked, ...values]);
}

function readDone<S, K extends string>(
  step: StepOf<S, K, 'multi'>,
  { options, ticked }: CheckList,
  words: Translate<PlatformKey>,
): Reading {
  const value = offered(options, ticked);
  const min = step.min ?? 1;
  if (value.length < min) return problem(words('flow.multiTooFew', { count: min }));
  if (step.max !== undefined && value.length > step.max) {
    return problem(words('flow.multiTooMany', { count: step.max }));
  }
  return answer(value);
}

function redraw(options: readonly ChoiceOption[], ticked: readonly string[]): Reading {
  return { outcome: 'redraw', ticked: offered(options, ticked) };
}

/** In the order of the options, each once; what is no longer offered is left out. */
export function offered(options: readonly ChoiceOption[], ticked: readonly string[]): string[] {
  const wanted = new Set(ticked);
  return options.map(({ value }) => value).filter((value) => wanted.has(value));
}
