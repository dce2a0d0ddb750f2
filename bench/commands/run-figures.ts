/** A terminal's part in a run, as the database tells it. */
export interface RunRow {
  readonly state: string;
  /** From the request to the result. */
  readonly ms: number | null;
  /** From the request to the end of the run; the same in every row. */
  readonly total_s: number;
}

export interface RunFigures {
  readonly answered: number;
  readonly timedOut: number;
  readonly refused: number;
  readonly notSent: number;
  /** From the request to the answer, over the terminals that answered. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly totalS: number;
}

export function judge(rows: readonly RunRow[]): RunFigures {
  const count = (state: string): number => rows.filter((row) => row.state === state).length;
  const answers = rows
    .flatMap(({ state, ms }) => (state === 'answered' && ms !== null ? [ms] : []))
    .sort((one, other) => one - other);
  const at = (share: number): number =>
    Math.round(answers[Math.min(answers.length - 1, Math.ceil(answers.length * share) - 1)] ?? Number.NaN);
  return {
    answered: count('answered'),
    timedOut: count('timed-out'),
    refused: count('refused'),
    notSent: count('not-sent'),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    totalS: Number((rows[0]?.total_s ?? Number.NaN).toFixed(2)),
  };
}
