import type { AnyFlow } from '../flow.ts';
import type { PlatformKey } from '../i18n/platform-texts.ts';
import type { Texts } from '../i18n/texts.ts';
import type { FlowTurn } from '../turn.ts';
import { closeFlow, goOn } from './end-flow.ts';
import { readFlowTap } from './flow-buttons.ts';
import type { FlowInput } from './flow-input.ts';
import { findStep, type FlowRun } from './flow-run.ts';
import { hasExpired, readFlowState, toJson, type FlowState } from './flow-state.ts';
import { showEditor, type Where } from './show-place.ts';
import type { StepInput } from './steps/reading.ts';
import { takePage } from './take-page.ts';
import { takeStep } from './take-step.ts';

/** A flow was started that is not in its bot's list, or with what is not JSON. */
export class FlowNotStartableError extends Error {
  override readonly name = 'FlowNotStartableError';
}

/** The flows of one part of a bot. */
export interface Flows<S, K extends string> {
  /** Begins a flow; what was open is dropped. A step whose answer is in `initial` is not asked. */
  start(turn: FlowTurn<S, K>, flow: { readonly id: string }, initial?: object): Promise<void>;
  /** Gives the input to the flow that is open. A button of a flow is always taken: also an old one has an answer. */
  take(turn: FlowTurn<S, K>, input: FlowInput): Promise<'taken' | 'not-mine'>;
  /**
   * Forgets the flow that is open, without a word but where a keyboard has to be taken away: a command came.
   * @returns whether one was open
   */
  drop(turn: FlowTurn<S, K>): boolean;
}

export function createFlows<S, K extends string>(
  flows: readonly AnyFlow<S, K>[],
  texts: Texts<PlatformKey>,
): Flows<S, K> {
  const byId = new Map(flows.map((flow) => [flow.id, flow]));
  const runOf = (turn: FlowTurn<S, K>, flow: AnyFlow<S, K>, state: FlowState): FlowRun<S, K> => ({
    flow,
    turn,
    words: texts.in(turn.user.language),
    state,
  });

  return {
    start: async (turn, { id }, initial = {}) => {
      const flow = byId.get(id);
      if (flow === undefined) throw new FlowNotStartableError(`the bot has no flow ${id}`);
      const run = runOf(turn, flow, freshState(flow, turn, initial));
      const where = turn.tappedMessageId === undefined ? 'below' : 'here';
      if (flow.edits === undefined) await goOn(run, where);
      else await showEditor(run, where);
    },

    take: async (turn, input) => {
      const words = texts.in(turn.user.language);
      const where: Where = input.kind === 'tap' ? 'here' : 'below';
      const tap = input.kind === 'tap' ? readFlowTap(input.args) : undefined;
      const stored = turn.flowState.get();
      const state = readFlowState(stored);
      if (input.kind === 'tap' && (tap === undefined || tap.run !== state?.run)) {
        turn.notice(words.plain(tap === undefined ? 'staleButton' : 'flow.over'));
        return 'taken';
      }
      if (stored === undefined) return 'not-mine';
      const flow = state === undefined ? undefined : byId.get(state.flow);
      if (state === undefined || flow === undefined) {
        turn.flowState.set(undefined);
        turn.ask({ text: words('flow.gone') }, where);
        return 'taken';
      }
      const run = runOf(turn, flow, state);
      if (hasExpired(state, turn.now)) {
        closeFlow(run, 'flow.expired', where);
      } else if (tap !== undefined && tap.question !== state.question) {
        turn.notice(words.plain('flow.alreadyAnswered'));
      } else {
        await advance(run, input.kind === 'tap' ? tap && { kind: 'tap', tap: tap.tap } : input, where);
      }
      return 'taken';
    },

    drop: (turn) => {
      const stored = turn.flowState.get();
      if (stored === undefined) return false;
      turn.flowState.set(undefined);
      if (readFlowState(stored)?.hasKeyboard === true) {
        const text = texts.in(turn.user.language)('flow.cancelled');
        turn.send({ text, contactButton: 'remove' });
      }
      return true;
    },
  };
}

async function advance<S, K extends string>(
  run: FlowRun<S, K>,
  input: StepInput | undefined,
  where: Where,
): Promise<void> {
  const { at } = run.state;
  const step = at.kind === 'step' ? findStep(run, at.step) : undefined;
  const isHere =
    at.kind === 'step'
      ? step !== undefined
      : at.kind === 'editor'
        ? run.flow.edits !== undefined
        : run.flow.review !== undefined;
  // A deploy has made another flow of it.
  if (input === undefined || !isHere) closeFlow(run, 'flow.gone', where);
  else if (step !== undefined) await takeStep(run, step, input);
  else if (at.kind !== 'step') await takePage(run, at.kind, input);
}

function freshState<S, K extends string>(
  flow: AnyFlow<S, K>,
  turn: FlowTurn<S, K>,
  initial: object,
): FlowState {
  const answers: FlowState['answers'] = {};
  for (const [name, value] of Object.entries(initial)) {
    if (value === undefined) continue;
    const json = toJson(value);
    if (json === undefined) throw new FlowNotStartableError(`${name} of flow ${flow.id} is not JSON`);
    answers[name] = json;
  }
  return {
    v: 1,
    flow: flow.id,
    run: turn.updateId,
    question: 0,
    at: { kind: 'review' },
    answers,
    skipped: [],
    trail: [],
    isChanging: false,
    ticked: [],
    page: 0,
    hasKeyboard: false,
    touchedAtMs: turn.now.getTime(),
    ...(flow.edits === undefined ? {} : { original: answers }),
    journal: [],
  };
}
