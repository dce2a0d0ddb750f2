import type * as z from 'zod';
import { type runAnswer, runPage } from '../../../../core/api/commands/command-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatTime } from '../../format/times.ts';
import { useLive } from '../../live/use-live.ts';
import { Badge } from '../../parts/badge.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { targetWords } from './run-words.ts';
import { t } from './texts.ts';

type Run = z.infer<typeof runAnswer>;

const PAGE = 50;

interface ReadRuns {
  readonly runs: readonly Run[];
  readonly nextCursor: string | undefined;
}

/** What was sent, by whom and from where, the newest first; older ones are read as one comes to them. */
export function RunHistory({ onOpenRun }: { readonly onOpenRun: (runId: string) => void }) {
  const page = useResource((signal) => readRuns(undefined, signal), []);
  const refresh = async (): Promise<void> => {
    const { runs } = await readRuns(undefined, AbortSignal.timeout(20_000));
    const read = page.data.peek();
    if (read === undefined) return;
    const fresh = new Map(runs.map((run) => [run.id, run]));
    const older = read.runs.filter(({ id }) => !fresh.has(id));
    page.data.value = { ...read, runs: [...runs, ...older] };
  };
  useLive(['commands'], {
    onMessages: (messages) => {
      if (messages.some(({ kind }) => kind === 'run')) void refresh().catch(() => undefined);
    },
    onReload: () => void refresh().catch(() => undefined),
  });
  const readMore = async (): Promise<void> => {
    const read = page.data.peek();
    if (read?.nextCursor === undefined) return;
    const more = await readRuns(read.nextCursor, AbortSignal.timeout(20_000));
    // Asked twice by a quick scroll, the second answer is the same page.
    if (page.data.peek()?.nextCursor === read.nextCursor)
      page.data.value = { runs: [...read.runs, ...more.runs], nextCursor: more.nextCursor };
  };
  return (
    <Loaded resource={page}>
      {({ runs }) =>
        runs.length === 0 ? (
          <Empty title={t('history.none')} icon="commands">
            <p class="muted">{t('history.noneHint')}</p>
          </Empty>
        ) : (
          <DataTable
            label={t('tab.history')}
            columns={columnsOf()}
            rows={runs}
            keyOf={({ id }) => id}
            nameOf={({ command }) => command}
            onOpen={({ id }) => onOpenRun(id)}
            onEnd={() => void readMore().catch(() => undefined)}
            empty={null}
          />
        )
      }
    </Loaded>
  );
}

async function readRuns(cursor: string | undefined, signal: AbortSignal): Promise<ReadRuns> {
  const { commands, nextCursor } = await api({
    path: '/api/commands',
    query: { limit: PAGE, cursor },
    answer: runPage,
    signal,
  });
  return { runs: commands, nextCursor };
}

function columnsOf(): readonly Column<Run>[] {
  return [
    {
      id: 'command',
      title: t('history.command'),
      minPx: 120,
      grow: 2,
      cell: ({ command }) => <code>{command}</code>,
    },
    {
      id: 'target',
      title: t('history.target'),
      minPx: 190,
      grow: 1,
      priority: 2,
      cell: ({ target }) => targetWords(target),
    },
    { id: 'result', title: t('history.result'), minPx: 150, grow: 1, cell: (run) => <RunResult run={run} /> },
    {
      id: 'who',
      title: t('history.who'),
      minPx: 250,
      grow: 1,
      priority: 3,
      cell: ({ requestedBy, source }) => {
        const name =
          requestedBy === null ? t('run.bySystem') : (requestedBy.name ?? `#${requestedBy.telegramId}`);
        return `${name}, ${t(`run.source.${source}`)}`;
      },
    },
    {
      id: 'when',
      title: t('history.when'),
      minPx: 200,
      grow: 0,
      priority: 1,
      cell: ({ createdAt }) => formatTime(createdAt),
    },
  ];
}

function RunResult({ run: { counts, settledAt } }: { readonly run: Run }) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const tone = settledAt === null ? 'accent' : counts.answered === total ? 'good' : 'warn';
  return <Badge tone={tone}>{t('history.results', { answered: counts.answered, total })}</Badge>;
}
