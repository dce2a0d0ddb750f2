import type { Html } from '../html.ts';
import { cancelFlow } from './cancel-flow.ts';
import { confirmFlow, endFlow, finishedAnswers } from './end-flow.ts';
import { editorScreen, undoLast } from './editor-page.ts';
import { applicableSteps, withState, type FlowRun } from './flow-run.ts';
import { fieldsScreen, reviewScreen, submitLabel } from './review-page.ts';
import { askStep, showEditor, showFields, showPlace, type Where } from './show-place.ts';
import { bare } from './steps/match-option.ts';
import type { StepInput } from './steps/reading.ts';
import type { FlowTap } from './flow-buttons.ts';

/** One input for a page that is no question: the review, the list of answers, the editor. */
export async function takePage<S, K extends string>(
  run: FlowRun<S, K>,
  place: 'review' | 'fields' | 'editor',
  input: StepInput,
): Promise<void> {
  const tap = input.kind === 'tap' ? input.tap : writtenTap(run, place, input);
  const where = input.kind === 'tap' ? 'here' : 'below';
  if (tap?.op === 'cancel') await cancelFlow(run, where);
  else if (tap?.op === 'field') await changeField(run, tap.value);
  else if (tap?.op === 'go' && place !== 'fields') await confirmFlow(run, where);
  else if (tap?.op === 'change' && place === 'review') await showFields(run, where);
  else if (tap?.op === 'back' && place === 'fields') await endFlow(run, where);
  else if (tap?.op === 'undo' && place === 'editor') await undo(run);
  else await showAgain(run, place, where, input.kind === 'tap' ? undefined : run.words('flow.tapOrWrite'));
}

/** What stands on a button may be written too. */
function writtenTap<S, K extends string>(
  run: FlowRun<S, K>,
  place: 'review' | 'fields' | 'editor',
  input: StepInput,
): FlowTap | undefined {
  if (input.kind !== 'text') return undefined;
  const { words } = run;
  const written = bare(input.text);
  const says = (
    ...keys: readonly (
      'button.doIt' | 'button.save' | 'button.yes' | 'button.cancel' | 'button.no' | 'button.close'
    )[]
  ) => keys.some((key) => bare(words.plain(key)) === written);
  if (says('button.cancel', 'button.no', 'button.close')) return { op: 'cancel' };
  if (place === 'review' && (says('button.doIt', 'button.yes') || bare(submitLabel(run)) === written))
    return { op: 'go' };
  return place === 'editor' && says('button.save') ? { op: 'go' } : undefined;
}

async function changeField<S, K extends string>(run: FlowRun<S, K>, name: string): Promise<void> {
  const step = applicableSteps(run).find((one) => one.name === name);
  if (step === undefined) {
    run.turn.notice(run.words.plain('staleButton'));
    return;
  }
  await askStep(withState(run, { isChanging: true }), step, 'here');
}

async function undo<S, K extends string>(run: FlowRun<S, K>): Promise<void> {
  const undone = undoLast(run.state);
  if (undone === undefined) {
    run.turn.notice(run.words.plain('edit.nothingToUndo'));
    return;
  }
  await showEditor(withState(run, undone.change), 'here');
}

async function showAgain<S, K extends string>(
  run: FlowRun<S, K>,
  place: 'review' | 'fields' | 'editor',
  where: Where,
  wrong: Html | undefined,
): Promise<void> {
  if (place === 'editor' && run.flow.edits !== undefined) {
    showPlace(run, await editorScreen(run, run.flow.edits, wrong), where);
    return;
  }
  if (place === 'fields') {
    showPlace(run, await fieldsScreen(run, wrong), where);
    return;
  }
  const answers = await finishedAnswers(run, where);
  if (answers !== undefined) showPlace(run, await reviewScreen(run, answers, wrong), where);
}
