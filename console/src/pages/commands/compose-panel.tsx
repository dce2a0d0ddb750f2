import { Field } from '../../parts/form.tsx';
import { CommandText } from './command-text.tsx';
import { checkLines, dangerousLines, readLines, unknownLines } from './command-lines.ts';
import type { KnownNames } from './complete-line.ts';
import { LINE_PROBLEMS } from './preset-dialog.tsx';
import { t } from './texts.ts';

/** What is written and how it is to be sent. */
export interface Draft {
  readonly text: string;
  readonly timeoutMs: number;
  readonly byBotName: boolean;
}

/** The API takes 1 to 30 s. */
const TIMEOUTS_MS = [1_000, 2_000, 3_000, 5_000, 10_000, 15_000, 30_000] as const;
export const DEFAULT_TIMEOUT_MS = 5_000;

/** What to send: the text, what is to be known of it, and the button. */
export function ComposePanel(props: {
  readonly draft: Draft;
  readonly known: KnownNames;
  /** How many it would go to. */
  readonly count: number;
  /** Why the target cannot be sent to; undefined: it can. */
  readonly isTargetReady: boolean;
  readonly isSending: boolean;
  readonly onChange: (draft: Draft) => void;
  readonly onSend: () => void;
  readonly onKeep: () => void;
}) {
  const { draft, known, count, isTargetReady, isSending, onChange, onSend, onKeep } = props;
  const lines = readLines(draft.text);
  const problem = checkLines(lines);
  const dangerous = dangerousLines(lines);
  const unknown = unknownLines(lines);
  const isReady = problem === undefined && isTargetReady && count > 0;
  return (
    <section class="card stack" aria-labelledby="compose-title">
      <h2 id="compose-title">{t('compose.title')}</h2>
      <CommandText
        value={draft.text}
        known={known}
        onChange={(text) => onChange({ ...draft, text })}
        onSend={() => {
          if (isReady && !isSending) onSend();
        }}
      />
      {problem === undefined || problem === 'none' ? null : (
        <p class="field-error">{t(LINE_PROBLEMS[problem])}</p>
      )}
      {dangerous.length === 0 ? null : (
        <p class="warn small">{t('compose.dangerous', { lines: dangerous.join(', ') })}</p>
      )}
      {unknown.length === 0 ? null : (
        <p class="muted small">{t('compose.unknown', { lines: unknown.join(', ') })}</p>
      )}
      <div class="commands-options">
        <Field label={t('compose.timeout')}>
          <select
            class="input"
            value={draft.timeoutMs}
            onChange={({ currentTarget }) => onChange({ ...draft, timeoutMs: Number(currentTarget.value) })}
          >
            {TIMEOUTS_MS.map((ms) => (
              <option key={ms} value={ms}>
                {t('compose.seconds', { seconds: ms / 1_000 })}
              </option>
            ))}
          </select>
        </Field>
        <label class="check" title={t('compose.byBotNameHint')}>
          <input
            type="checkbox"
            checked={draft.byBotName}
            onChange={({ currentTarget }) => onChange({ ...draft, byBotName: currentTarget.checked })}
          />
          {t('compose.byBotName')}
        </label>
      </div>
      <div class="row commands-send">
        <button type="button" class="button primary" disabled={!isReady || isSending} onClick={onSend}>
          {isSending ? t('compose.sending') : count === 0 ? t('target.none') : t('compose.send', { count })}
        </button>
        <button type="button" class="button" disabled={problem !== undefined} onClick={onKeep}>
          {t('compose.keep')}
        </button>
        <button
          type="button"
          class="button quiet"
          disabled={draft.text === ''}
          onClick={() => onChange({ ...draft, text: '' })}
        >
          {t('compose.clear')}
        </button>
      </div>
    </section>
  );
}
