import type { AnyFlow } from '../flow.ts';
import type { PlatformKey } from '../i18n/platform-texts.ts';
import { changedFields } from './editor-page.ts';
import { applicableSteps, findStep, moveTo, nextStep, withState, type FlowRun } from './flow-run.ts';
import { reviewScreen } from './review-page.ts';
import { askStep, showPlace, takeKeyboardAway, type Where } from './show-place.ts';

/** `commit` named a step that its flow does not have. */
export class StepUnknownError extends Error {
  override readonly name = 'StepUnknownError';
}

/** Goes on to what has no answer yet; to the review or the act when all is answered. */
export async function goOn<S, K extends string>(run: FlowRun<S, K>, where: Where): Promise<void> {
  const next = nextStep(run);
  if (next !== undefined) await askStep(run, next, where);
  else await endFlow(run, where);
}

/** All is answered: the review, or the act itself. */
export async function endFlow<S, K extends string>(run: FlowRun<S, K>, where: Where): Promise<void> {
  const answers = await finishedAnswers(run, where);
  if (answers === undefined) return;
  if (run.flow.review === undefined) {
    await commitFlow(run, answers);
    return;
  }
  const moved = moveTo(withState(run, { isChanging: false }), { kind: 'review' });
  showPlace(moved, await reviewScreen(moved, answers), where);
}

/** "Do it" and "save": the answers are read once more, since a deploy may lie between the review and the tap. */
export async function confirmFlow<S, K extends string>(run: FlowRun<S, K>, where: Where): Promise<void> {
  const answers = await finishedAnswers(run, where);
  if (answers !== undefined) await commitFlow(run, answers);
}

/** @returns undefined when something does not fit after all; it was asked again, or the flow was closed */
export async function finishedAnswers<S, K extends string>(
  run: FlowRun<S, K>,
  where: Where,
): Promise<object | undefined> {
  const { flow, state, words } = run;
  const applicable = new Set(applicableSteps(run).map(({ name }) => name));
  const isAsked = (name: string) => flow.steps.some((step) => step.name === name);
  const parsed = flow.answers.safeParse(
    Object.fromEntries(
      Object.entries(state.answers).filter(([name]) => applicable.has(name) || !isAsked(name)),
    ),
  );
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues
    .map(({ path: [name] }) => (typeof name === 'string' ? findStep(run, name) : undefined))
    .find((step) => step !== undefined && applicable.has(step.name));
  if (wrong === undefined) closeFlow(run, 'flow.gone', where);
  else await askStep(withState(run, { isChanging: true }), wrong, where, words('flow.unfit'));
  return undefined;
}

async function commitFlow<S, K extends string>(run: FlowRun<S, K>, answers: object): Promise<void> {
  const { flow, turn } = run;
  takeKeyboardAway(run, 'flow.contactTaken');
  // Before the act, which may begin another flow; if the act throws, nothing of this turn is kept.
  turn.flowState.set(undefined);
  const problem = await flow.commit(turn, answers, changesOf(flow, run));
  if (typeof problem !== 'object') return;
  const step = findStep(run, problem.step);
  if (step === undefined) throw new StepUnknownError(`flow ${flow.id} has no step ${problem.step}`);
  const changing = withState(run, { isChanging: true, hasKeyboard: false });
  await askStep(changing, step, 'here', problem.problem);
}

function changesOf<S, K extends string>(flow: AnyFlow<S, K>, { state }: FlowRun<S, K>): string[] {
  return state.original === undefined ? [] : changedFields(flow, state);
}

/** Ends it with a line that says why. */
export function closeFlow<S, K extends string>(run: FlowRun<S, K>, key: PlatformKey, where: Where): void {
  const { turn, words, state } = run;
  turn.flowState.set(undefined);
  const text = words(key);
  if (state.hasKeyboard) turn.send({ text, contactButton: 'remove' });
  else turn.ask({ text }, where);
}
