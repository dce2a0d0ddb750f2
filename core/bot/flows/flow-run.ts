import type { AnyFlow, AnyStep, Question } from '../flow.ts';
import { Html } from '../html.ts';
import type { PlatformKey } from '../i18n/platform-texts.ts';
import type { FlowTurn, Translate } from '../turn.ts';
import type { FlowPlace, FlowState } from './flow-state.ts';

/** A flow while one update is answered: what it is, where it is, and to whom it speaks. */
export interface FlowRun<S, K extends string> {
  readonly flow: AnyFlow<S, K>;
  readonly turn: FlowTurn<S, K>;
  /** The platform's words in the person's language. */
  readonly words: Translate<PlatformKey>;
  readonly state: FlowState;
}

/** What the flow's functions see of the answers. */
export type Answers = Readonly<Record<string, unknown>>;

export function withState<S, K extends string>(
  run: FlowRun<S, K>,
  change: Partial<FlowState>,
): FlowRun<S, K> {
  return { ...run, state: { ...run.state, ...change } };
}

/** A new question: the buttons of the one before are stale from here. */
export function moveTo<S, K extends string>(
  run: FlowRun<S, K>,
  at: FlowPlace,
  change: Partial<FlowState> = {},
): FlowRun<S, K> {
  return withState(run, { ticked: [], page: 0, ...change, at, question: run.state.question + 1 });
}

export function findStep<S, K extends string>(run: FlowRun<S, K>, name: string): AnyStep<S, K> | undefined {
  return run.flow.steps.find((step) => step.name === name);
}

/**
 * The stored answers that the flow's schema still takes, field by field: what a release before this one wrote otherwise is asked again.
 */
export function knownAnswers<S, K extends string>({ flow, state }: FlowRun<S, K>): Answers {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(state.answers)) {
    const field = Object.hasOwn(flow.answers.shape, name) ? flow.answers.shape[name] : undefined;
    const parsed = field?.safeParse(value);
    if (parsed?.success === true) known[name] = parsed.data;
  }
  return known;
}

/** Stands for a secret wherever answers are shown. */
export const SECRET_MASK = '••••••';

/** For everything that makes a text. */
export function shownAnswers<S, K extends string>(run: FlowRun<S, K>): Answers {
  return maskSecrets(run.flow, knownAnswers(run));
}

export function maskSecrets<S, K extends string>(flow: AnyFlow<S, K>, answers: object): Answers {
  const masked: Record<string, unknown> = { ...answers };
  for (const step of flow.steps) {
    if (isSecret(step) && masked[step.name] !== undefined) masked[step.name] = SECRET_MASK;
  }
  return masked;
}

export function isSecret<S, K extends string>(step: AnyStep<S, K>): boolean {
  return step.kind === 'text' && step.isSecret === true;
}

/** Steps that the answers so far call for. */
export function applicableSteps<S, K extends string>(run: FlowRun<S, K>): readonly AnyStep<S, K>[] {
  const answers = knownAnswers(run);
  return run.flow.steps.filter((step) => step.when?.(answers) ?? true);
}

export function nextStep<S, K extends string>(run: FlowRun<S, K>): AnyStep<S, K> | undefined {
  const answers = knownAnswers(run);
  return applicableSteps(run).find(
    (step) => answers[step.name] === undefined && !run.state.skipped.includes(step.name),
  );
}

export async function questionText<S, K extends string>(
  run: FlowRun<S, K>,
  question: Question<S, K, object>,
): Promise<Html> {
  return typeof question === 'string' ? run.turn.t(question) : question(run.turn, shownAnswers(run));
}

/** Under what is wrong comes the question again. */
export function withProblem(problem: Html | undefined, text: Html): Html {
  return problem === undefined ? text : Html.join([Html.text('⚠️ '), problem, Html.text('\n\n'), text]);
}
