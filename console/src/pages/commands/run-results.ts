import {
  RESULT_STATES,
  type ResultState,
  type RunCounts,
} from '../../../../core/fleet/commands/result-states.ts';

/** What one terminal did with a command. */
export interface TerminalAnswer {
  readonly terminalId: number;
  /** Null: the terminal is gone. */
  readonly name: string | null;
  readonly state: ResultState;
  readonly reply: string | null;
  readonly reason: string | null;
}

/** As the live socket tells it. */
export interface AnswerChange {
  readonly terminalId: number;
  readonly state: ResultState;
  readonly reply: string | null;
  readonly reason: string | null;
}

export const FAILED_STATES: readonly ResultState[] = ['refused', 'timed-out', 'not-sent'];

/**
 * The answers with changes put in, in the order of ids. What is settled stays so: a page that was read before a change arrives after it.
 * @param nameOf for a terminal that the pages read so far do not have
 */
export function mergeAnswers(
  answers: ReadonlyMap<number, TerminalAnswer>,
  changes: readonly (AnswerChange & { readonly name?: string | null })[],
  nameOf: (terminalId: number) => string | null,
): ReadonlyMap<number, TerminalAnswer> {
  if (changes.length === 0) return answers;
  const merged = new Map(answers);
  for (const { terminalId, state, reply, reason, name } of changes) {
    const before = merged.get(terminalId);
    if (before !== undefined && before.state !== 'pending' && state === 'pending') continue;
    merged.set(terminalId, {
      terminalId,
      state,
      reply,
      reason,
      name: name ?? before?.name ?? nameOf(terminalId),
    });
  }
  return merged;
}

export function countAnswers(answers: Iterable<TerminalAnswer>): RunCounts {
  const counts = { answered: 0, refused: 0, 'timed-out': 0, 'not-sent': 0, pending: 0 };
  for (const { state } of answers) counts[state] += 1;
  return counts;
}

/** `failed`: all that will bring no answer. */
export type AnswerFilter = 'all' | 'failed' | ResultState;

export const ANSWER_FILTERS: readonly AnswerFilter[] = ['all', 'failed', ...RESULT_STATES];

export function readFilter(text: string | null): AnswerFilter {
  return ANSWER_FILTERS.find((one) => one === text) ?? 'all';
}

export function filterAnswers(
  answers: Iterable<TerminalAnswer>,
  filter: AnswerFilter,
  search: string,
): readonly TerminalAnswer[] {
  const wanted = search.trim().toLowerCase();
  return [...answers].filter(({ state, name, terminalId, reply, reason }) => {
    const fits = filter === 'all' || (filter === 'failed' ? FAILED_STATES.includes(state) : state === filter);
    if (!fits || wanted === '') return fits;
    return [name ?? '', String(terminalId), reply ?? '', reason ?? ''].some((text) =>
      text.toLowerCase().includes(wanted),
    );
  });
}

/** Lines for a spreadsheet or a chat: name, state, reason, with tabs between. */
export function listAnswers(
  answers: readonly TerminalAnswer[],
  wordOf: (state: ResultState) => string,
): string {
  return answers
    .map(({ terminalId, name, state, reply, reason }) =>
      [name ?? `#${terminalId}`, wordOf(state), reason ?? reply ?? '']
        .map((text) => text.replaceAll(/[\t\r\n]+/g, ' ').trim())
        .join('\t')
        .trimEnd(),
    )
    .join('\n');
}
