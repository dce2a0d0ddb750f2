import type { AnyStep } from '../flow.ts';
import { formatDay } from '../format/format-time.ts';
import { Html } from '../html.ts';
import { plainText } from '../html-tokens.ts';
import { shorten } from '../views/button-layout.ts';
import { isSecret, knownAnswers, questionText, SECRET_MASK, type FlowRun } from './flow-run.ts';

const MAX_VALUE_CHARACTERS = 80;
const MAX_LABEL_CHARACTERS = 40;

/** An answer in the person's words: the label of its option, their language's date; secrets never. */
export async function shownValue<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  value: unknown,
): Promise<Html> {
  return Html.text(shorten(await valueText(run, step, value), MAX_VALUE_CHARACTERS));
}

async function valueText<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  value: unknown,
): Promise<string> {
  const { turn, words } = run;
  const { language } = turn.user;
  if (value === undefined || value === null) return words.plain('edit.empty');
  if (isSecret(step)) return SECRET_MASK;
  if (step.kind === 'file') return '✓';
  if (typeof value === 'boolean') return words.plain(value ? 'button.yes' : 'button.no');
  if (typeof value === 'number') {
    // Not grouped: it may be a port.
    return new Intl.NumberFormat(language, { maximumFractionDigits: 10, useGrouping: false }).format(value);
  }
  if (typeof value === 'string' && step.kind === 'date') return formatDay(value, language);
  const values = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  if (values.length === 0) return words.plain('edit.empty');
  if (!('options' in step)) return values.join(', ');
  const options = await step.options(turn, knownAnswers(run));
  return values.map((one) => options.find((option) => option.value === one)?.label ?? one).join(', ');
}

/** A few words for the step. */
export async function stepLabel<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
): Promise<string> {
  if (step.label !== undefined) return run.turn.t.plain(step.label);
  const question = plainText((await questionText(run, step.ask)).value);
  const [firstLine = ''] = question.trim().split('\n');
  return shorten(firstLine.replace(/[?:.]$/u, ''), MAX_LABEL_CHARACTERS);
}
