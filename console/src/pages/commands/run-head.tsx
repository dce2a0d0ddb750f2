import { Badge } from '../../parts/badge.tsx';
import { formatDuration, formatExactTime } from '../../format/times.ts';
import { countAnswers, type TerminalAnswer } from './run-results.ts';
import { targetWords } from './run-words.ts';
import { t } from './texts.ts';
import type { FollowedRun } from './use-run.ts';

/** Which command it is, whose, to whom, and how far it has come. */
export function RunHead({
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
