import { changedFields } from './editor-page.ts';
import { closeFlow } from './end-flow.ts';
import { shownAnswers, type FlowRun } from './flow-run.ts';
import { takeKeyboardAway, type Where } from './show-place.ts';

/** "Cancel" and "close": nothing is done, and the flow's own last screen is shown if it has one. */
export async function cancelFlow<S, K extends string>(run: FlowRun<S, K>, where: Where): Promise<void> {
  const { flow, turn, state } = run;
  if (flow.onCancel !== undefined) {
    takeKeyboardAway(run, 'flow.keyboardAway');
    turn.flowState.set(undefined);
    await flow.onCancel(turn, shownAnswers(run));
    return;
  }
  if (flow.edits === undefined) closeFlow(run, 'flow.cancelled', where);
  else closeFlow(run, changedFields(flow, state).length > 0 ? 'edit.dropped' : 'edit.closed', where);
}
