import { useSignal } from '@preact/signals';
import { Badge } from '../../parts/badge.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import {
  ANSWER_FILTERS,
  type AnswerFilter,
  countAnswers,
  FAILED_STATES,
  filterAnswers,
  type TerminalAnswer,
} from './run-results.ts';
import { reasonWords, STATE_TONES, stateWord } from './run-words.ts';
import { t } from './texts.ts';

/** What each terminal answered, by state and search; a press shows all of one answer. */
export function AnswerTable({ answers }: { readonly answers: readonly TerminalAnswer[] }) {
  const filter = useSignal<AnswerFilter>('all');
  const search = useSignal('');
  const opened = useSignal<number | undefined>(undefined);
  const open = answers.find(({ terminalId }) => terminalId === opened.value);
  return (
    <>
      <div class="filters">
        <FilterChips
          current={filter.value}
          answers={answers}
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
        rows={filterAnswers(answers, filter.value, search.value)}
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
    </>
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
