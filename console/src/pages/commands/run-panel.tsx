import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { describeCommand } from '../../../../core/fleet/commands/describe-command.ts';
import { Badge } from '../../parts/badge.tsx';
import { ConfirmDialog, Dialog } from '../../parts/dialog.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { Failed, Skeleton } from '../../parts/states.tsx';
import { formatDuration, formatExactTime } from '../../format/times.ts';
import type { SendRequest } from './command-sender.ts';
import {
  ANSWER_FILTERS,
  type AnswerFilter,
  countAnswers,
  FAILED_STATES,
  filterAnswers,
  listAnswers,
  type TerminalAnswer,
} from './run-results.ts';
import { reasonWords, STATE_TONES, stateWord, targetWords } from './run-words.ts';
import { t } from './texts.ts';
import { type FollowedRun, useRun } from './use-run.ts';

export interface RunPanelProps {
  readonly runId: string;
  /** Names of the terminals that are there, and the order to list them in. */
  readonly places: ReadonlyMap<number, { readonly name: string; readonly place: number }>;
  /** Whether the person may send to the fleet. */
  readonly maySend: (fleetId: string) => boolean;
  /** Sends a new command, with a question first where one is needed. */
  readonly onSend: (request: SendRequest) => void;
  readonly onOpenRun: (runId: string) => void;
  readonly onUseAgain: (command: string) => void;
  readonly onClose: () => void;
}

/** What became of a command, terminal by terminal, as it comes in. */
export function RunPanel(props: RunPanelProps) {
  const { runId, places, onClose } = props;
  const { run, answers, error, reload } = useRun(runId, (id) => places.get(id)?.name ?? null);
  return (
    <section class="card run-panel" aria-labelledby="run-title">
      <div class="card-head">
        <h2 id="run-title">{t('run.title')}</h2>
        <button type="button" class="button quiet" onClick={onClose}>
          {t('run.close')}
        </button>
      </div>
      {run.value !== undefined ? (
        <RunBody {...props} run={run.value} answers={answers.value} />
      ) : error.value !== undefined ? (
        <Failed error={error.value} onRetry={() => void reload()} />
      ) : (
        <Skeleton />
      )}
    </section>
  );
}

type BodyProps = RunPanelProps & {
  readonly run: FollowedRun;
  readonly answers: ReadonlyMap<number, TerminalAnswer>;
};

function RunBody(props: BodyProps) {
  const { run, answers, places } = props;
  const filter = useSignal<AnswerFilter>('all');
  const search = useSignal('');
  const opened = useSignal<number | undefined>(undefined);
  const named = useMemo(() => {
    const placeOf = (id: number): number => places.get(id)?.place ?? places.size;
    return [...answers.values()].sort((one, other) => placeOf(one.terminalId) - placeOf(other.terminalId));
  }, [answers, places]);
  const shown = filterAnswers(named, filter.value, search.value);
  const open = named.find(({ terminalId }) => terminalId === opened.value);
  return (
    <div class="stack">
      <RunHead run={run} answers={named} />
      <RunActions {...props} answers={named} />
      <div class="filters">
        <FilterChips
          current={filter.value}
          answers={named}
          onChange={(next) => {
            filter.value = next;
          }}
        />
        <SearchBox
          label={t('run.search')}
          value={search.value}
          onChange={(value) => {
            search.value = value;
          }}
        />
      </div>
      <DataTable
        label={t('run.title')}
        columns={columnsOf()}
        rows={shown}
        keyOf={({ terminalId }) => terminalId}
        nameOf={nameIn}
        onOpen={({ terminalId }) => {
          opened.value = terminalId;
        }}
        maxHeight="420px"
        empty={<p class="state muted">{t('run.nothingFound')}</p>}
      />
      {open === undefined ? null : (
        <AnswerDialog
          answer={open}
          onClose={() => {
            opened.value = undefined;
          }}
        />
      )}
    </div>
  );
}

const nameIn = ({ name, terminalId }: TerminalAnswer): string =>
  name ?? t('run.gone', { id: String(terminalId) });

function columnsOf(): readonly Column<TerminalAnswer>[] {
  return [
    { id: 'name', title: t('run.terminal'), minPx: 120, cell: nameIn },
    {
      id: 'state',
      title: t('run.state'),
      minPx: 126,
      grow: 0,
      cell: ({ state }) => <Badge tone={STATE_TONES[state]}>{stateWord(state)}</Badge>,
    },
    {
      id: 'reply',
      title: t('run.reply'),
      minPx: 110,
      grow: 3,
      cell: ({ reply, reason }) =>
        reply === null ? (
          <span class="muted">{reasonWords(reason)}</span>
        ) : (
          <code>{reply.replaceAll(/\s+/g, ' ')}</code>
        ),
    },
  ];
}

function RunHead({
  run,
  answers,
}: {
  readonly run: FollowedRun;
  readonly answers: readonly TerminalAnswer[];
}) {
  const counts = countAnswers(answers);
  const total = answers.length;
  const failed = counts.refused + counts['timed-out'] + counts['not-sent'];
  const isDone = run.settledAt !== null;
  const who =
    run.requestedBy === null ? t('run.bySystem') : (run.requestedBy.name ?? `#${run.requestedBy.telegramId}`);
  return (
    <div class="stack commands-tight">
      <pre class="commands-line">{run.command}</pre>
      <div class="row small">
        <Badge tone={isDone ? (failed === 0 ? 'good' : 'warn') : 'accent'} dot>
          {isDone ? t('run.done') : t('run.running')}
        </Badge>
        {run.undoOf === null ? null : <Badge>{t('run.undoOf')}</Badge>}
        <span>{`${t('run.to')}: ${targetWords(run.target)}`}</span>
        <span class="muted">{`${who}, ${t(`run.source.${run.source}`)}`}</span>
        <span class="muted">{formatExactTime(run.createdAt)}</span>
        {run.settledAt === null ? null : (
          <span class="muted">
            {`${t('run.took')} ${formatDuration(Date.parse(run.settledAt) - Date.parse(run.createdAt))}`}
          </span>
        )}
      </div>
      <progress
        class="commands-progress"
        aria-label={t('run.progress', { done: total - counts.pending, total })}
        max={Math.max(1, total)}
        value={total - counts.pending}
      />
      <p class="visually-hidden" role="status">
        {isDone ? t('run.settled', { answered: counts.answered, failed }) : ''}
      </p>
    </div>
  );
}

function FilterChips(props: {
  readonly current: AnswerFilter;
  readonly answers: readonly TerminalAnswer[];
  readonly onChange: (filter: AnswerFilter) => void;
}) {
  const counts = countAnswers(props.answers);
  const countOf = (filter: AnswerFilter): number => {
    if (filter === 'all') return props.answers.length;
    return filter === 'failed'
      ? FAILED_STATES.reduce((sum, state) => sum + counts[state], 0)
      : counts[filter];
  };
  return (
    <div class="row" role="group" aria-label={t('run.state')}>
      {ANSWER_FILTERS.map((filter) => {
        const count = countOf(filter);
        // What there is none of is no choice, but for what stands chosen.
        if (count === 0 && filter !== 'all' && filter !== props.current) return null;
        return (
          <button
            key={filter}
            type="button"
            class="button commands-chip"
            aria-pressed={filter === props.current}
            onClick={() => props.onChange(filter)}
          >
            {t(`run.${filter}`)} <span class="number">{count}</span>
          </button>
        );
      })}
    </div>
  );
}

function RunActions(props: Omit<BodyProps, 'answers'> & { readonly answers: readonly TerminalAnswer[] }) {
  const { run, answers, maySend, onSend, onOpenRun, onUseAgain } = props;
  const asksAgain = useSignal(false);
  const failed = answers.filter(({ state }) => FAILED_STATES.includes(state));
  const reachable = failed.filter(({ name, reason }) => name !== null && reason !== 'removed');
  const opposite = describeCommand(run.command).opposite;
  const isDone = run.settledAt !== null;
  const canSend = isDone && maySend(run.fleetId);
  const hasAnswers = answers.some(({ state }) => state === 'answered');
  return (
    <div class="row">
      {run.nextId === null ? null : (
        <button
          type="button"
          class="button primary"
          onClick={() => {
            if (run.nextId !== null) onOpenRun(run.nextId);
          }}
        >
          {t('run.next')}
        </button>
      )}
      {canSend && opposite !== undefined && hasAnswers ? (
        <button
          type="button"
          class="button"
          onClick={() => onSend({ path: `/api/commands/${run.id}/undo`, body: {} })}
        >
          {t('run.undo', { command: opposite })}
        </button>
      ) : null}
      {canSend && reachable.length > 0 ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            asksAgain.value = true;
          }}
        >
          {t('run.again', { count: reachable.length })}
        </button>
      ) : null}
      {failed.length === 0 ? null : (
        <CopyButton
          label={t('run.copyFailures')}
          text={listAnswers(
            failed.map((one) => ({ ...one, reason: reasonWords(one.reason) || null })),
            stateWord,
          )}
        />
      )}
      <button type="button" class="button quiet" onClick={() => onUseAgain(run.command)}>
        {t('run.useAgain')}
      </button>
      {asksAgain.value ? (
        <ConfirmDialog
          title={t('again.title')}
          confirmLabel={t('ask.yes', { count: reachable.length })}
          onClose={() => {
            asksAgain.value = false;
          }}
          onConfirm={() => {
            asksAgain.value = false;
            onSend({
              path: '/api/commands',
              body: {
                command: run.command,
                terminalIds: reachable.map(({ terminalId }) => terminalId),
                fleetId: run.fleetId,
                timeoutMs: run.timeoutMs,
                byBotName: run.byBotName,
              },
            });
          }}
        >
          <p>{t('again.text', { count: reachable.length, command: run.command })}</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

function AnswerDialog({
  answer,
  onClose,
}: {
  readonly answer: TerminalAnswer;
  readonly onClose: () => void;
}) {
  const { terminalId, name, state, reply, reason } = answer;
  return (
    <Dialog title={t('run.answerOf', { name: nameIn(answer) })} size="wide" onClose={onClose}>
      <div class="row">
        <Badge tone={STATE_TONES[state]}>{stateWord(state)}</Badge>
        <span>{reasonWords(reason)}</span>
      </div>
      {reply === null ? null : <pre class="commands-reply">{reply}</pre>}
      <div class="dialog-actions">
        {name === null ? null : (
          <a class="button" href={`/terminals/${terminalId}`}>
            {t('run.toTerminal')}
          </a>
        )}
        {reply === null ? null : <CopyButton text={reply} />}
      </div>
    </Dialog>
  );
}
