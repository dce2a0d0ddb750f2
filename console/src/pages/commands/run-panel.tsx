import { useEffect, useMemo } from 'preact/hooks';
import { Failed, Skeleton } from '../../parts/states.tsx';
import { AnswerTable } from './answer-table.tsx';
import type { SendRequest } from './command-sender.ts';
import { LineList } from './line-list.tsx';
import { RunActions } from './run-actions.tsx';
import { RunHead } from './run-head.tsx';
import type { TerminalAnswer } from './run-results.ts';
import { t } from './texts.ts';
import { type FollowedRun, useRun } from './use-run.ts';
import { useRunLines } from './use-run-lines.ts';

export interface RunPanelProps {
  /** The first of its lines, where there are several. */
  readonly runId: string;
  /** The line that the person looks at; undefined: the one that is on its way. */
  readonly lineId: string | undefined;
  /** Names of the terminals that are there, and the order to list them in. */
  readonly places: ReadonlyMap<number, { readonly name: string; readonly place: number }>;
  /** Whether the person may send to the fleet. */
  readonly maySend: (fleetId: string) => boolean;
  /** Sends a new command, with a question first where one is needed. */
  readonly onSend: (request: SendRequest) => void;
  readonly onLine: (lineId: string | undefined) => void;
  readonly onUseAgain: (command: string) => void;
  readonly onClose: () => void;
}

/** What became of a command, terminal by terminal, as it comes in; of several lines, each as its turn comes. */
export function RunPanel(props: RunPanelProps) {
  const { lines, current } = useRunLines(props.runId);
  const shown = lines.find(({ id }) => id === props.lineId)?.id ?? current;
  return (
    <section class="card run-panel" aria-labelledby="run-title">
      <div class="card-head">
        <h2 id="run-title">{t('run.title')}</h2>
        <button type="button" class="button quiet" onClick={props.onClose}>
          {t('run.close')}
        </button>
      </div>
      {lines.length < 2 ? null : (
        <LineList
          lines={lines}
          shown={shown}
          onPick={(id) => props.onLine(id === current ? undefined : id)}
        />
      )}
      <FollowedLine
        key={shown}
        {...props}
        lineId={shown}
        isSettled={lines.some(({ id, settledAt }) => id === shown && settledAt !== null)}
      />
    </section>
  );
}

function FollowedLine(props: RunPanelProps & { readonly lineId: string; readonly isSettled: boolean }) {
  const { lineId, places, isSettled } = props;
  const { run, answers, error, reload } = useRun(lineId, (id) => places.get(id)?.name ?? null);
  const isBehind = isSettled && run.value?.settledAt === null;
  useEffect(() => {
    // It ended while its answers were being read, before anybody listened to them.
    if (isBehind) void reload();
  }, [isBehind]);
  if (run.value !== undefined) return <RunBody {...props} run={run.value} answers={answers.value} />;
  return error.value !== undefined ? (
    <Failed error={error.value} onRetry={() => void reload()} />
  ) : (
    <Skeleton />
  );
}

function RunBody(
  props: RunPanelProps & {
    readonly run: FollowedRun;
    readonly answers: ReadonlyMap<number, TerminalAnswer>;
  },
) {
  const { run, answers, places, maySend, onSend, onUseAgain } = props;
  const named = useMemo(() => {
    const placeOf = (id: number): number => places.get(id)?.place ?? places.size;
    return [...answers.values()].sort((one, other) => placeOf(one.terminalId) - placeOf(other.terminalId));
  }, [answers, places]);
  return (
    <div class="stack">
      <RunHead run={run} answers={named} />
      <RunActions run={run} answers={named} maySend={maySend} onSend={onSend} onUseAgain={onUseAgain} />
      <AnswerTable answers={named} />
    </div>
  );
}
