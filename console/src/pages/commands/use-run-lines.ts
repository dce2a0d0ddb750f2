import { runWithResults } from '../../../../core/api/commands/command-shapes.ts';
import { api } from '../../api/session.ts';
import { type Resource, useResource } from '../../api/use-resource.ts';
import { useLive } from '../../live/use-live.ts';
import { MAX_LINES } from './command-lines.ts';
import { changeLine, currentLine, type RunLine } from './run-lines.ts';
import { useOpenPolling } from './use-open-polling.ts';

/**
 * The lines that follow on a run, followed until all are settled.
 * @returns `current`: the line to look at unless somebody chose another
 */
export function useRunLines(runId: string): { readonly lines: readonly RunLine[]; readonly current: string } {
  const read: Resource<readonly RunLine[]> = useResource(
    (signal) => readLines(runId, read.data.peek() ?? [], signal),
    [runId],
  );
  const reload = (): void => void read.reload();
  useLive(['commands'], {
    onMessages: (messages) => {
      const before = read.data.peek();
      if (before === undefined) return;
      const changes = messages.flatMap((one) => (one.kind === 'run' ? [one] : []));
      const after = changes.reduce(changeLine, before);
      if (after === before) return;
      read.data.value = after;
      // With a line settled the next begins, of which nothing is said before its first answer.
      if (changes.some(({ settledAt }) => settledAt !== null)) reload();
    },
    onReload: reload,
  });
  const lines = read.data.value ?? [];
  useOpenPolling(lines.length > 1 && lines.some(({ settledAt }) => settledAt === null), reload);
  return { lines, current: currentLine(lines)?.id ?? runId };
}

/** @param known as they were read before: those at the beginning that are settled stay as they are */
async function readLines(
  runId: string,
  known: readonly RunLine[],
  signal: AbortSignal,
): Promise<readonly RunLine[]> {
  const isKnown = known[0]?.id === runId;
  const open = known.findIndex(({ settledAt }) => settledAt === null);
  if (isKnown && open === -1) return known;
  const lines = isKnown ? known.slice(0, open) : [];
  let next: string | null = isKnown ? (known[open]?.id ?? null) : runId;
  while (next !== null && lines.length < MAX_LINES) {
    const run: Awaited<ReturnType<typeof readRun>> = await readRun(next, signal);
    lines.push({ id: run.id, command: run.command, settledAt: run.settledAt, counts: run.counts });
    next = run.nextId;
  }
  return lines;
}

function readRun(runId: string, signal: AbortSignal) {
  return api({ path: `/api/commands/${runId}`, query: { limit: 1 }, answer: runWithResults, signal });
}
