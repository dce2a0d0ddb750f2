import type { RunCounts } from '../../../../core/fleet/commands/result-states.ts';

/** One line of several that were sent with one press; each is a run of its own, and names the one after it. */
export interface RunLine {
  readonly id: string;
  readonly command: string;
  readonly settledAt: string | null;
  readonly counts: RunCounts;
}

/** `unsent`: it reached nobody, so that the lines behind it were not sent either. */
export type LineState = 'waiting' | 'running' | 'done' | 'unsent';

/** Of each line; the first that is not settled is on its way, since the others wait for it. */
export function lineStates(lines: readonly RunLine[]): readonly LineState[] {
  const open = lines.findIndex(({ settledAt }) => settledAt === null);
  return lines.map(({ settledAt, counts }, index) => {
    if (settledAt === null) return index === open ? 'running' : 'waiting';
    return reached(counts) === 0 ? 'unsent' : 'done';
  });
}

/** The line that is on its way; once all are settled, the one that stopped them, or the last. */
export function currentLine(lines: readonly RunLine[]): RunLine | undefined {
  return (
    lines.find(({ settledAt }) => settledAt === null) ??
    lines.find(({ counts }) => reached(counts) === 0) ??
    lines.at(-1)
  );
}

/** The lines with what the socket said of one of them. What is settled stays so. */
export function changeLine(
  lines: readonly RunLine[],
  change: Pick<RunLine, 'id' | 'settledAt'> & { readonly counts: Partial<RunCounts> },
): readonly RunLine[] {
  const before = lines.find(({ id }) => id === change.id);
  if (before === undefined || before.settledAt !== null) return lines;
  return lines.map((line) =>
    line === before
      ? { ...line, settledAt: change.settledAt, counts: { ...line.counts, ...change.counts } }
      : line,
  );
}

function reached(counts: RunCounts): number {
  return counts.answered + counts.refused + counts['timed-out'];
}
