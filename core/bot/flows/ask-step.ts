import type { AnyStep, ChoiceOption } from '../flow.ts';
import { html, type Html } from '../html.ts';
import type { Button, Screen } from '../screen.ts';
import { layoutButtons } from '../views/button-layout.ts';
import { flowCall, type FlowTap } from './flow-buttons.ts';
import { applicableSteps, knownAnswers, questionText, withProblem, type FlowRun } from './flow-run.ts';
import { dayFrom } from './steps/read-date.ts';

/** More options than these come in pages. */
const OPTIONS_A_PAGE = 20;
/** From so many steps on it helps to know how many are left. */
const MIN_STEPS_COUNTED = 3;

/** The question with its buttons. */
export async function stepScreen<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  wrong?: Html,
): Promise<Screen> {
  const question = await questionText(run, step.ask);
  const options = 'options' in step ? await step.options(run.turn, knownAnswers(run)) : undefined;
  const note = options?.length === 0 ? run.words('flow.noOptions') : progress(run, step);
  const text = note === undefined ? question : html`${question}\n\n<i>${note}</i>`;
  return {
    text: withProblem(wrong, text),
    buttons: [...answerButtons(run, step, options ?? []), navigation(run, step)],
  };
}

export function button<S, K extends string>({ state }: FlowRun<S, K>, label: string, tap: FlowTap): Button {
  return { label, call: flowCall(state, tap) };
}

function answerButtons<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  options: readonly ChoiceOption[],
): Button[][] {
  const { words, turn } = run;
  switch (step.kind) {
    case 'choice': {
      const { shown, turner } = pageOf(run, options);
      const choices = shown.map(({ label, value }) => button(run, label, { op: 'choose', value }));
      return [...layoutButtons(choices), ...turner];
    }
    case 'multi':
      return checkListButtons(run, step, options);
    case 'confirm':
      return [
        [
          button(run, words.plain('button.yes'), { op: 'choose', value: 'yes' }),
          button(run, words.plain('button.no'), { op: 'choose', value: 'no' }),
        ],
      ];
    case 'date': {
      // The day is named, so that a tap after midnight means what stood on the button.
      const day = (days: number) => dayFrom(turn.now, turn.user.timeZone, days);
      return [
        [
          button(run, words.plain('button.today'), { op: 'choose', value: day(0) }),
          button(run, words.plain('button.tomorrow'), { op: 'choose', value: day(1) }),
        ],
      ];
    }
    case 'text':
    case 'number':
    case 'time':
    case 'contact':
    case 'file':
      return [];
  }
}

function checkListButtons<S, K extends string>(
  run: FlowRun<S, K>,
  step: { readonly max?: number },
  options: readonly ChoiceOption[],
): Button[][] {
  const { words, state } = run;
  const ticked = new Set(state.ticked);
  const { shown, turner } = pageOf(run, options);
  const boxes = shown.map(({ label, value }) =>
    ticked.has(value)
      ? button(run, `✅ ${label}`, { op: 'untick', value })
      : button(run, `▫️ ${label}`, { op: 'tick', value }),
  );
  const mayHaveAll = options.length > 1 && options.length <= (step.max ?? Infinity);
  const all: Button[] = [];
  if (mayHaveAll && ticked.size < options.length) {
    all.push(button(run, words.plain('button.all'), { op: 'all' }));
  }
  if (ticked.size > 0) all.push(button(run, words.plain('button.none'), { op: 'none' }));
  const done =
    ticked.size === 0 ? words.plain('button.done') : words.plain('button.doneCount', { count: ticked.size });
  return [
    ...layoutButtons(boxes),
    ...turner,
    ...(all.length === 0 ? [] : layoutButtons(all)),
    [button(run, done, { op: 'done' })],
  ];
}

interface OptionsPage {
  readonly shown: readonly ChoiceOption[];
  /** The row that leads to the other pages; none when there are none. */
  readonly turner: Button[][];
}

function pageOf<S, K extends string>(run: FlowRun<S, K>, options: readonly ChoiceOption[]): OptionsPage {
  if (options.length <= OPTIONS_A_PAGE) return { shown: options, turner: [] };
  const last = Math.ceil(options.length / OPTIONS_A_PAGE) - 1;
  const page = Math.min(run.state.page, last);
  const row: Button[] = [];
  if (page > 0) row.push(button(run, run.words.plain('button.previous'), { op: 'page', page: page - 1 }));
  if (page < last) row.push(button(run, run.words.plain('button.next'), { op: 'page', page: page + 1 }));
  return {
    shown: options.slice(page * OPTIONS_A_PAGE, (page + 1) * OPTIONS_A_PAGE),
    turner: [row],
  };
}

/** Back, skip, cancel: under every question. */
function navigation<S, K extends string>(run: FlowRun<S, K>, step: AnyStep<S, K>): Button[] {
  const { words, state } = run;
  const row: Button[] = [];
  if (canGoBack(run)) row.push(button(run, words.plain('button.back'), { op: 'back' }));
  if (step.canSkip === true) {
    const isGiven = state.isChanging && state.answers[step.name] !== undefined;
    row.push(button(run, words.plain(isGiven ? 'button.clear' : 'button.skip'), { op: 'skip' }));
  }
  row.push(button(run, words.plain('button.cancel'), { op: 'cancel' }));
  return row;
}

export function canGoBack<S, K extends string>({ flow, state }: FlowRun<S, K>): boolean {
  if (!state.isChanging) return state.trail.length > 0;
  return flow.review !== undefined || flow.edits !== undefined;
}

function progress<S, K extends string>(run: FlowRun<S, K>, step: AnyStep<S, K>): Html | undefined {
  const { state, words } = run;
  if (state.isChanging) return undefined;
  const toCome = applicableSteps(run).filter(
    ({ name }) => name !== step.name && state.answers[name] === undefined && !state.skipped.includes(name),
  );
  const number = state.trail.length + 1;
  const total = number + toCome.length;
  return total < MIN_STEPS_COUNTED ? undefined : words('flow.progress', { step: number, total });
}
