import { Badge, type Tone } from '../../parts/badge.tsx';
import { type LineState, lineStates, type RunLine } from './run-lines.ts';
import { t } from './texts.ts';

const TONES: Readonly<Record<LineState, Tone>> = {
  waiting: 'idle',
  running: 'accent',
  done: 'good',
  unsent: 'bad',
};

/** Several lines of one press: which is on its way, and what became of those before it. */
export function LineList(props: {
  readonly lines: readonly RunLine[];
  /** Id of the line whose answers are shown. */
  readonly shown: string;
  readonly onPick: (id: string) => void;
}) {
  const { lines, shown } = props;
  const states = lineStates(lines);
  const settled = lines.filter(({ settledAt }) => settledAt !== null).length;
  const isStopped = states.includes('unsent');
  return (
    <div class="stack commands-tight">
      <div class="row small">
        <strong>{t('lines.title', { total: lines.length })}</strong>
        <span class="muted" role="status">
          {isStopped ? t('lines.stopped') : t('lines.settled', { settled, total: lines.length })}
        </span>
      </div>
      <progress
        class="commands-progress"
        aria-label={t('lines.settled', { settled, total: lines.length })}
        max={lines.length}
        value={settled}
      />
      <ol class="commands-run-lines">
        {lines.map(({ id, command, counts }, index) => {
          const state = states[index] ?? 'waiting';
          const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
          return (
            <li key={id}>
              <button
                type="button"
                class="button quiet"
                aria-current={id === shown ? 'step' : undefined}
                onClick={() => props.onPick(id)}
              >
                <span class="number muted">{index + 1}</span>
                <code>{command}</code>
                <Badge tone={state === 'done' && counts.answered < total ? 'warn' : TONES[state]}>
                  {state === 'running' || state === 'done'
                    ? t('history.results', { answered: counts.answered, total })
                    : t(`lines.${state}`)}
                </Badge>
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
