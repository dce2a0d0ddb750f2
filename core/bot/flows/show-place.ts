import type { AnyStep } from '../flow.ts';
import type { Html } from '../html.ts';
import type { Screen } from '../screen.ts';
import { stepScreen } from './ask-step.ts';
import { editorScreen } from './editor-page.ts';
import { knownAnswers, moveTo, withState, type FlowRun } from './flow-run.ts';
import { fieldsScreen } from './review-page.ts';

/** Into the message of the last question, or as a new one under what the person wrote. */
export type Where = 'here' | 'below';

/** Saves the state and shows what belongs to it. Every way out of a step ends here, in `endFlow` or in `closeFlow`. */
export function showPlace<S, K extends string>(run: FlowRun<S, K>, screen: Screen, where: Where): void {
  const hadKeyboard = takeKeyboardAway(run, 'flow.keyboardAway');
  run.turn.flowState.set({ ...run.state, hasKeyboard: false, touchedAtMs: run.turn.now.getTime() });
  run.turn.ask(screen, hadKeyboard ? 'below' : where);
}

/** Asks this step as a new question. */
export async function askStep<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  where: Where,
  wrong?: Html,
): Promise<void> {
  const given = knownAnswers(run)[step.name];
  const ticked = step.kind === 'multi' && Array.isArray(given) ? given.map(String) : [];
  await askAgain(moveTo(run, { kind: 'step', step: step.name }, { ticked }), step, where, wrong);
}

/** Asks the question that is open once more: its buttons stay good. */
export async function askAgain<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  where: Where,
  wrong?: Html,
): Promise<void> {
  const screen = await stepScreen(run, step, wrong);
  if (step.kind !== 'contact') {
    showPlace(run, screen, where);
    return;
  }
  run.turn.flowState.set({ ...run.state, hasKeyboard: true, touchedAtMs: run.turn.now.getTime() });
  run.turn.ask(screen, where);
  // A message has one kind of buttons: those of the step stand under the question, this one takes the keyboard's place.
  if (!run.state.hasKeyboard) {
    run.turn.send({
      text: run.words('flow.contactWanted'),
      contactButton: { label: run.words.plain('button.shareContact') },
    });
  }
}

export async function showFields<S, K extends string>(run: FlowRun<S, K>, where: Where): Promise<void> {
  const moved = moveTo(run, { kind: 'fields' });
  showPlace(moved, await fieldsScreen(moved), where);
}

export async function showEditor<S, K extends string>(
  run: FlowRun<S, K>,
  where: Where,
  wrong?: Html,
): Promise<void> {
  const { edits } = run.flow;
  if (edits === undefined) return;
  const moved = moveTo(withState(run, { isChanging: false }), { kind: 'editor' });
  showPlace(moved, await editorScreen(moved, edits, wrong), where);
}

/** @returns whether there was a keyboard of the flow's */
export function takeKeyboardAway<S, K extends string>(
  { turn, words, state }: FlowRun<S, K>,
  key: 'flow.keyboardAway' | 'flow.contactTaken',
): boolean {
  if (state.hasKeyboard) turn.send({ text: words(key), contactButton: 'remove' });
  return state.hasKeyboard;
}
