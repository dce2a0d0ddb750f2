import type { AnyStep } from '../flow.ts';
import type { Html } from '../html.ts';
import { canGoBack } from './ask-step.ts';
import { journalOf } from './editor-page.ts';
import { endFlow, goOn } from './end-flow.ts';
import { cancelFlow } from './cancel-flow.ts';
import { findStep, isSecret, knownAnswers, nextStep, withState, type FlowRun } from './flow-run.ts';
import { toJson, type FlowState, type Json } from './flow-state.ts';
import { askAgain, askStep, showEditor, takeKeyboardAway, type Where } from './show-place.ts';
import { offered } from './steps/read-multi.ts';
import { isWord, readStep } from './steps/read-step.ts';
import type { StepInput } from './steps/reading.ts';

type Move = 'back' | 'skip' | 'cancel';

/** One input for the step that is open. */
export async function takeStep<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  input: StepInput,
): Promise<void> {
  if (isSecret(step) && input.kind === 'text') run.turn.deleteIncoming();
  // What is written stands under the last question: an edit above it is easily missed, and the same mistake twice would edit nothing.
  const where = input.kind === 'tap' ? 'here' : 'below';
  const move = moveOf(run, step, input);
  if (move !== undefined) {
    await makeMove(run, step, move, where);
    return;
  }
  const reading = await readStep(run, step, input);
  switch (reading.outcome) {
    case 'problem':
      await askAgain(run, step, where, reading.problem);
      return;
    case 'redraw': {
      const { page = run.state.page, ticked = run.state.ticked } = reading;
      await askAgain(withState(run, { page, ticked: [...ticked] }), step, 'here');
      return;
    }
    case 'answer':
      await accept(run, step, reading.value, where);
  }
}

function moveOf<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  input: StepInput,
): Move | undefined {
  if (input.kind === 'tap') {
    const { op } = input.tap;
    return op === 'back' || op === 'skip' || op === 'cancel' ? op : undefined;
  }
  // Where text is the answer itself, "back" may be one.
  if (input.kind !== 'text' || step.kind === 'text') return undefined;
  if (isWord(run, input.text, 'button.back')) return 'back';
  if (isWord(run, input.text, 'button.skip')) return 'skip';
  return isWord(run, input.text, 'button.cancel') ? 'cancel' : undefined;
}

async function makeMove<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  move: Move,
  where: Where,
): Promise<void> {
  switch (move) {
    case 'cancel':
      await cancelFlow(run, where);
      return;
    case 'back':
      await goBack(run, step, where);
      return;
    case 'skip':
      if (step.canSkip === true) await proceed(answered(run, step, undefined), step, where);
      else await askAgain(run, step, 'here');
  }
}

async function goBack<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  where: Where,
): Promise<void> {
  if (!canGoBack(run)) {
    await askAgain(run, step, 'here');
    return;
  }
  if (run.state.isChanging) {
    if (run.flow.edits === undefined) await endFlow(run, where);
    else await showEditor(run, where);
    return;
  }
  const trail = [...run.state.trail];
  let before: AnyStep<S, K> | undefined;
  // A deploy may have taken steps out.
  while (before === undefined && trail.length > 0) before = findStep(run, trail.pop() ?? '');
  if (before === undefined) {
    await askAgain(withState(run, { trail }), step, 'here');
    return;
  }
  const { name } = before;
  const skipped = run.state.skipped.filter((one) => one !== name);
  await askStep(withState(run, { trail, skipped, answers: without(run.state, name) }), before, where);
}

async function accept<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  value: unknown,
  where: Where,
): Promise<void> {
  const json = toJson(value);
  const wrong = json === undefined ? run.words('flow.unfit') : await whatIsWrong(run, step, json);
  if (wrong !== undefined || json === undefined) {
    await askAgain(run, step, where, wrong);
    return;
  }
  const after = answered(run, step, json);
  const hadKeyboard = step.kind === 'contact' && takeKeyboardAway(run, 'flow.contactTaken');
  await proceed(hadKeyboard ? withState(after, { hasKeyboard: false }) : after, step, where);
}

async function whatIsWrong<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  value: Json,
): Promise<Html | undefined> {
  const field = run.flow.answers.shape[step.name]?.safeParse(value);
  if (field?.success !== true) return run.words('flow.unfit');
  return step.check?.(run.turn, field.data, knownAnswers(run));
}

/** The state with this answer, or without one when it was skipped. */
function answered<S, K extends string>(
  run: FlowRun<S, K>,
  { name }: AnyStep<S, K>,
  value: Json | undefined,
): FlowRun<S, K> {
  const { state } = run;
  const skipped = state.skipped.filter((one) => one !== name);
  return withState(run, {
    answers: value === undefined ? without(state, name) : { ...state.answers, [name]: value },
    skipped: value === undefined ? [...skipped, name] : skipped,
    journal: state.original === undefined ? [] : journalOf(state, name, value),
  });
}

async function proceed<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  where: Where,
): Promise<void> {
  const { flow, state } = run;
  if (flow.edits !== undefined) {
    await showEditor(run, where);
    return;
  }
  if (!state.isChanging) {
    await goOn(withState(run, { trail: [...state.trail, step.name] }), where);
    return;
  }
  const checked = await withoutGoneOptions(run);
  if (nextStep(checked) === undefined) await endFlow(checked, where);
  else await goOn(withState(checked, { isChanging: false, trail: [] }), where);
}

/** A changed answer may change what the other steps have on offer: what is not any more has to be asked again. */
async function withoutGoneOptions<S, K extends string>(run: FlowRun<S, K>): Promise<FlowRun<S, K>> {
  let left = run;
  for (const step of run.flow.steps) {
    const given = knownAnswers(left)[step.name];
    if (!('options' in step) || given === undefined) continue;
    const options = await step.options(run.turn, knownAnswers(left));
    const values = Array.isArray(given)
      ? given.map(String)
      : [given].filter((one) => typeof one === 'string');
    if (offered(options, values).length < new Set(values).size) {
      left = withState(left, { answers: without(left.state, step.name) });
    }
  }
  return left;
}

function without({ answers }: FlowState, name: string): FlowState['answers'] {
  return Object.fromEntries(Object.entries(answers).filter(([one]) => one !== name));
}
