import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type * as z from 'zod';
import { runWithResults } from '../../../../core/api/commands/command-shapes.ts';
import type { LiveMessage } from '../../../../core/live/live-messages.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { useLive } from '../../live/use-live.ts';
import { mergeAnswers, type TerminalAnswer } from './run-results.ts';
import { useOpenPolling } from './use-open-polling.ts';

type RunAnswer = z.infer<typeof runWithResults>;
export type FollowedRun = Omit<RunAnswer, 'results' | 'nextCursor'>;
type RunResult = RunAnswer['results'][number];

export interface RunView {
  /** Undefined: not read yet. */
  readonly run: ReadonlySignal<FollowedRun | undefined>;
  readonly answers: ReadonlySignal<ReadonlyMap<number, TerminalAnswer>>;
  readonly error: ReadonlySignal<unknown>;
  readonly reload: () => Promise<void>;
}

const PAGE = 5_000;

/** A command with what each terminal answered, followed until nothing can change any more. */
export function useRun(runId: string, nameOf: (terminalId: number) => string | null): RunView {
  const run = useSignal<FollowedRun | undefined>(undefined);
  const answers = useSignal<ReadonlyMap<number, TerminalAnswer>>(new Map());
  const names = useRef(nameOf);
  names.current = nameOf;
  const merge = (changes: readonly Pick<RunResult, 'terminalId' | 'state' | 'reply' | 'reason'>[]): void => {
    answers.value = mergeAnswers(answers.peek(), changes, (id) => names.current(id));
  };
  const page = useResource(
    async (signal) => {
      const read = await readRun(runId, signal);
      run.value = read.run;
      merge(read.results);
      return read.run;
    },
    [runId],
  );
  useLive([`run:${runId}`, 'commands'], {
    onMessages: (messages) => {
      merge(messages.flatMap((one) => (one.kind === 'result' && one.runId === runId ? [one] : [])));
      const change = newestOf(messages, runId);
      const before = run.peek();
      if (change === undefined || (before !== undefined && before.settledAt !== null)) return;
      if (before !== undefined) run.value = { ...before, settledAt: change.settledAt };
      // Once more as it is kept: what came over the socket may be shortened.
      if (change.settledAt !== null) void page.reload();
    },
    onReload: () => void page.reload(),
  });
  useOpenPolling(run.value?.settledAt === null, () => void page.reload());
  return { run, answers, error: page.error, reload: page.reload };
}

function newestOf(messages: readonly LiveMessage[], runId: string) {
  return messages.flatMap((one) => (one.kind === 'run' && one.id === runId ? [one] : [])).at(-1);
}

async function readRun(
  runId: string,
  signal: AbortSignal,
): Promise<{ readonly run: FollowedRun; readonly results: readonly RunResult[] }> {
  const read: RunResult[] = [];
  let cursor: string | undefined;
  for (;;) {
    const { results, nextCursor, ...run }: RunAnswer = await api({
      path: `/api/commands/${runId}`,
      query: { limit: PAGE, cursor },
      answer: runWithResults,
      signal,
    });
    read.push(...results);
    if (nextCursor === undefined) return { run, results: read };
    cursor = nextCursor;
  }
}
