import { isDeepStrictEqual } from 'node:util';
import type { AnyFlow, AnyStep, Question } from '../flow.ts';
import { html, Html } from '../html.ts';
import type { Button, Screen } from '../screen.ts';
import { layoutButtons } from '../views/button-layout.ts';
import { button } from './ask-step.ts';
import { applicableSteps, questionText, withProblem, type FlowRun } from './flow-run.ts';
import type { FlowState, Json } from './flow-state.ts';
import { shownValue, stepLabel } from './show-value.ts';

/** Of what the journal may hold in the session; the oldest changes can then no longer be undone. */
const MAX_JOURNAL_CHARACTERS = 32 * 1024;

/** The thing as it is and as it will be: `was → will be` for each field that differs. */
export async function editorScreen<S, K extends string>(
  run: FlowRun<S, K>,
  heading: Question<S, K, object>,
  wrong?: Html,
): Promise<Screen> {
  const { words, state } = run;
  const changed = new Set(changedFields(run.flow, state));
  const lines: Html[] = [];
  const fields: Button[] = [];
  for (const step of applicableSteps(run)) {
    const label = await stepLabel(run, step);
    lines.push(await fieldLine(run, step, label, changed.has(step.name)));
    fields.push(button(run, label, { op: 'field', value: step.name }));
  }
  const note = changed.size === 0 ? words('edit.noChanges') : words('edit.changes', { count: changed.size });
  const text = Html.join([await questionText(run, heading), ...lines, html`<i>${note}</i>`], '\n');
  return { text: withProblem(wrong, text), buttons: [...layoutButtons(fields), ...acts(run, changed.size)] };
}

async function fieldLine<S, K extends string>(
  run: FlowRun<S, K>,
  step: AnyStep<S, K>,
  label: string,
  isChanged: boolean,
): Promise<Html> {
  const { original = {}, answers } = run.state;
  const willBe = await shownValue(run, step, answers[step.name]);
  if (!isChanged) return html`${label}: ${willBe}`;
  const was = await shownValue(run, step, original[step.name]);
  return html`✏️ ${label}: <s>${was}</s> → <b>${willBe}</b>`;
}

function acts<S, K extends string>(run: FlowRun<S, K>, changes: number): Button[][] {
  const { words, state } = run;
  const rows: Button[][] = [];
  if (changes > 0) rows.push([button(run, words.plain('button.save'), { op: 'go' })]);
  const last: Button[] = [];
  if (state.journal.length > 0) last.push(button(run, words.plain('button.undo'), { op: 'undo' }));
  const leave = words.plain(changes > 0 ? 'button.cancel' : 'button.close');
  last.push(button(run, leave, { op: 'cancel' }));
  return [...rows, last];
}

/** Names of the fields whose values differ from the original. */
export function changedFields<S, K extends string>(flow: AnyFlow<S, K>, state: FlowState): string[] {
  const { original = {}, answers } = state;
  return flow.steps
    .map(({ name }) => name)
    .filter((name) => !isDeepStrictEqual(original[name], answers[name]));
}

/** @returns the journal with what this change overwrites */
export function journalOf(state: FlowState, field: string, after: Json | undefined): FlowState['journal'] {
  const before = state.answers[field];
  if (isDeepStrictEqual(before, after)) return state.journal;
  const journal = [...state.journal, before === undefined ? { field } : { field, before }];
  while (journal.length > 1 && JSON.stringify(journal).length > MAX_JOURNAL_CHARACTERS) journal.shift();
  return journal;
}

/** @returns what the state changes by, and the field that is as before */
export function undoLast(
  state: FlowState,
): { readonly field: string; readonly change: Partial<FlowState> } | undefined {
  const last = state.journal.at(-1);
  if (last === undefined) return undefined;
  const others = Object.fromEntries(Object.entries(state.answers).filter(([name]) => name !== last.field));
  const answers = last.before === undefined ? others : { ...others, [last.field]: last.before };
  return { field: last.field, change: { answers, journal: state.journal.slice(0, -1) } };
}
