/** What a terminal did with a command, as people are told it. `pending`: it may still answer. */
export const RESULT_STATES = ['answered', 'refused', 'timed-out', 'not-sent', 'pending'] as const;
export type ResultState = (typeof RESULT_STATES)[number];

export type RunCounts = Readonly<Record<ResultState, number>>;
