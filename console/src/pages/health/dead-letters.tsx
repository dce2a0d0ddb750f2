import { useSignal } from '@preact/signals';
import type * as z from 'zod';
import { deadLetterPage } from '../../../../core/api/metrics/dead-letter-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatTime } from '../../format/times.ts';
import { Choice } from '../../filters/filter-bar.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { showError } from '../../parts/toasts.tsx';
import { type LetterAction, LetterDialog, MOST_REDRIVEN } from './letter-dialog.tsx';
import { formatBytes } from './format-unit.ts';
import { texts } from './texts.ts';

type Page = z.infer<typeof deadLetterPage>;
type Letter = Page['letters'][number];

/** As many as can be tried again at once. */
const LETTERS_A_PAGE = 50;

/** Records that could not be stored: to be tried again, or discarded. */
export function DeadLetters() {
  const { t } = texts;
  const reason = useSignal('');
  const older = useSignal<readonly Letter[]>([]);
  const cursor = useSignal<string | undefined>(undefined);
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const action = useSignal<LetterAction | undefined>(undefined);
  const read = (signal: AbortSignal | undefined, after?: string): Promise<Page> =>
    api({
      path: '/api/dead-letters',
      query: { reason: reason.value, limit: LETTERS_A_PAGE, cursor: after },
      answer: deadLetterPage,
      ...(signal === undefined ? {} : { signal }),
    });
  const page = useResource(
    async (signal) => {
      const first = await read(signal);
      older.value = [];
      cursor.value = first.nextCursor;
      selected.value = new Set();
      return first;
    },
    [reason.value],
  );
  const readOlder = (): void => {
    read(undefined, cursor.value).then((next) => {
      older.value = [...older.value, ...next.letters];
      cursor.value = next.nextCursor;
    }, showError);
  };
  const choose = (id: string): void => {
    const next = new Set(selected.value);
    if (!next.delete(id) && next.size < MOST_REDRIVEN) next.add(id);
    selected.value = next;
  };
  return (
    <section class="card">
      <div class="card-head">
        <div>
          <h2>{t('letters')}</h2>
          <p class="muted small">{t('lettersWhat')}</p>
        </div>
      </div>
      <Loaded resource={page}>
        {({ letters: newest, reasons }) => {
          const letters = [...newest, ...older.value];
          const ids = [...selected.value];
          if (reasons.length === 0)
            return (
              <Empty title={t('lettersNone')} icon="check">
                <p class="muted">{t('lettersNoneWhat')}</p>
              </Empty>
            );
          const ofReason = reasons.find((each) => each.reason === reason.value);
          return (
            <>
              <div class="filters">
                <Choice
                  label={t('lettersReason')}
                  value={reason.value}
                  options={[
                    { value: '', title: t('lettersAll') },
                    ...reasons.map((each) => ({
                      value: each.reason,
                      title: `${each.reason} (${each.letters})`,
                    })),
                  ]}
                  onChange={(value) => {
                    reason.value = value;
                  }}
                />
                {ids.length > 0 ? (
                  <Actions
                    redrive={t('redrive', { count: ids.length })}
                    discard={t('discard', { count: ids.length })}
                    onAction={(kind) => {
                      action.value = { kind, ids, count: ids.length };
                    }}
                  />
                ) : ofReason === undefined ? null : (
                  <Actions
                    redrive={t('redriveReason')}
                    discard={t('discardReason')}
                    onAction={(kind) => {
                      action.value = { kind, reason: ofReason.reason, count: ofReason.letters };
                    }}
                  />
                )}
              </div>
              <LetterTable
                letters={letters}
                selected={selected.value}
                onToggle={choose}
                onToggleAll={() => {
                  selected.value = new Set(ids.length === letters.length ? [] : letters.map(({ id }) => id));
                }}
              />
              {cursor.value === undefined ? null : (
                <div class="pager">
                  <button type="button" class="button" onClick={readOlder}>
                    {t('lettersMore')}
                  </button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
      {action.value === undefined ? null : (
        <LetterDialog
          action={action.value}
          onClose={() => {
            action.value = undefined;
          }}
          onDone={() => void page.reload()}
        />
      )}
    </section>
  );
}

function Actions(props: {
  readonly redrive: string;
  readonly discard: string;
  readonly onAction: (kind: LetterAction['kind']) => void;
}) {
  return (
    <>
      <button type="button" class="button" onClick={() => props.onAction('redrive')}>
        {props.redrive}
      </button>
      <button type="button" class="button danger" onClick={() => props.onAction('discard')}>
        {props.discard}
      </button>
    </>
  );
}

function LetterTable(props: {
  readonly letters: readonly Letter[];
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  readonly onToggleAll: () => void;
}) {
  const { t } = texts;
  const { letters, selected } = props;
  return (
    <div class="scroll-x" tabIndex={0}>
      <table class="plain-table letters" aria-label={t('letters')}>
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label={t('selectAll')}
                checked={letters.length > 0 && selected.size === letters.length}
                onChange={props.onToggleAll}
              />
            </th>
            <th scope="col">{t('letterReceived')}</th>
            <th scope="col">{t('letterTerminal')}</th>
            <th scope="col">{t('letterKind')}</th>
            <th scope="col">{t('letterReason')}</th>
            <th scope="col">{t('letterPreview')}</th>
          </tr>
        </thead>
        <tbody>
          {letters.map((letter) => (
            <tr key={letter.id}>
              <td>
                <input
                  type="checkbox"
                  aria-label={t('select', { id: letter.id })}
                  checked={selected.has(letter.id)}
                  onChange={() => props.onToggle(letter.id)}
                />
              </td>
              <td class="number">{formatTime(letter.receivedAt)}</td>
              <td>
                {letter.terminalName === null ? (
                  `#${letter.terminalId}`
                ) : (
                  <a href={`/terminals/${letter.terminalId}`}>{letter.terminalName}</a>
                )}
              </td>
              <td>{letter.kind}</td>
              <td>
                <strong>{letter.reason}</strong>
                <div class="muted small letter-detail">{letter.detail}</div>
              </td>
              <td>
                {letter.preview === null ? (
                  <span class="muted">{t('letterNoText', { size: formatBytes(letter.bytes) })}</span>
                ) : (
                  <details>
                    <summary>
                      <code class="letter-line">{letter.preview.slice(0, 60)}</code>
                    </summary>
                    <pre>{letter.preview}</pre>
                    <span class="muted small">{t('letterSize', { size: formatBytes(letter.bytes) })}</span>
                  </details>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
