import type { AnyStep } from '../flow.ts';
import { html, Html } from '../html.ts';
import type { Screen } from '../screen.ts';
import { layoutButtons } from '../views/button-layout.ts';
import { button } from './ask-step.ts';
import { applicableSteps, knownAnswers, maskSecrets, withProblem, type FlowRun } from './flow-run.ts';
import { shownValue, stepLabel } from './show-value.ts';

/** Before the act: what was answered, and "do it", "change", "cancel". */
export async function reviewScreen<S, K extends string>(
  run: FlowRun<S, K>,
  answers: object,
  wrong?: Html,
): Promise<Screen> {
  const { flow, turn, words } = run;
  const text = await flow.review?.(turn, maskSecrets(flow, answers));
  return {
    text: withProblem(wrong, text ?? Html.text('')),
    buttons: [
      [button(run, submitLabel(run), { op: 'go' })],
      [
        button(run, words.plain('button.change'), { op: 'change' }),
        button(run, words.plain('button.cancel'), { op: 'cancel' }),
      ],
    ],
  };
}

export function submitLabel<S, K extends string>({ flow, turn, words }: FlowRun<S, K>): string {
  return flow.submit === undefined ? words.plain('button.doIt') : turn.t.plain(flow.submit);
}

/** Which answer is to be changed. */
export async function fieldsScreen<S, K extends string>(run: FlowRun<S, K>, wrong?: Html): Promise<Screen> {
  const { words } = run;
  const answers = knownAnswers(run);
  const lines: Html[] = [words('flow.whatToChange'), Html.text('')];
  const buttons = [];
  for (const step of changeableSteps(run)) {
    const label = await stepLabel(run, step);
    lines.push(html`${label}: <b>${await shownValue(run, step, answers[step.name])}</b>`);
    buttons.push(button(run, label, { op: 'field', value: step.name }));
  }
  return {
    text: withProblem(wrong, Html.join(lines, '\n')),
    buttons: [
      ...layoutButtons(buttons),
      [
        button(run, words.plain('button.back'), { op: 'back' }),
        button(run, words.plain('button.cancel'), { op: 'cancel' }),
      ],
    ],
  };
}

/** Those that were asked, or skipped: not what the flow was started with. */
export function changeableSteps<S, K extends string>(run: FlowRun<S, K>): readonly AnyStep<S, K>[] {
  return applicableSteps(run);
}
