import { useSignal } from '@preact/signals';
import { apiText } from '../../api/session.ts';
import { ProblemAnswerError } from '../../api/problem.ts';
import { formatNumber } from '../../format/amounts.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Field, FormError } from '../../parts/form.tsx';
import type { Operation } from './read-description.ts';
import { texts } from './texts.ts';
import { type GivenValues, missingValues, writeTarget } from './write-request.ts';

/** More of it makes the page slow and nobody reads it. */
const MAX_SHOWN_CHARS = 100_000;

interface Tried {
  readonly text: string;
  readonly tookMs: number;
}

/** Asks an operation that only reads, as the person who has signed in. */
export function TryIt(props: {
  readonly operation: Operation;
  readonly given: GivenValues;
  readonly onGiven: (given: GivenValues) => void;
}) {
  const { t } = texts;
  const { operation, given, onGiven } = props;
  const { parameters } = operation;
  const tried = useSignal<Tried | undefined>(undefined);
  const error = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  const wasAsked = useSignal(false);
  const missing = missingValues(parameters, given);
  const ask = async (): Promise<void> => {
    wasAsked.value = true;
    if (missing.length > 0 || isBusy.peek()) return;
    isBusy.value = true;
    error.value = undefined;
    const begun = performance.now();
    try {
      const { body } = await apiText({ path: writeTarget(operation, given) });
      tried.value = { text: indent(body), tookMs: Math.round(performance.now() - begun) };
    } catch (reason) {
      tried.value =
        reason instanceof ProblemAnswerError
          ? {
              text: JSON.stringify(reason.problem, undefined, 2),
              tookMs: Math.round(performance.now() - begun),
            }
          : undefined;
      error.value = reason;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form
      class="stack api-try"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <div>
        <h3>{t('try.title')}</h3>
        <p class="muted small">{t('try.hint')}</p>
      </div>
      {parameters.length === 0 ? null : (
        <div class="api-inputs">
          {parameters.map(({ name, options, shape }) => (
            <Field key={name} label={name}>
              {options === undefined ? (
                <input
                  class="input"
                  autocomplete="off"
                  placeholder={shape.type}
                  value={given[name] ?? ''}
                  onInput={({ currentTarget }) => onGiven({ ...given, [name]: currentTarget.value })}
                />
              ) : (
                <select
                  class="input"
                  value={given[name] ?? ''}
                  onChange={({ currentTarget }) => onGiven({ ...given, [name]: currentTarget.value })}
                >
                  <option value="">{t('try.any')}</option>
                  {options.map((option) => (
                    <option key={option} value={option}>
                      {option}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          ))}
        </div>
      )}
      {wasAsked.value && missing.length > 0 ? (
        <p class="field-error">{t('try.missing', { names: missing.join(', ') })}</p>
      ) : null}
      <div class="row">
        <button type="submit" class="button primary" disabled={isBusy.value}>
          {isBusy.value ? t('try.sending') : t('try.send')}
        </button>
        <code class="muted api-target">{`GET ${writeTarget(operation, given)}`}</code>
      </div>
      <FormError error={error.value} />
      {tried.value === undefined ? null : <Answered tried={tried.value} />}
    </form>
  );
}

function Answered({ tried: { text, tookMs } }: { readonly tried: Tried }) {
  const { t } = texts;
  const size = formatNumber(new Blob([text]).size / 1024, {
    style: 'unit',
    unit: 'kilobyte',
    maximumFractionDigits: 1,
  });
  return (
    <div class="stack" role="status">
      <div class="row">
        <h3>{t('try.answer')}</h3>
        <span class="muted small">{t('try.took', { ms: tookMs, size })}</span>
        <CopyButton text={text} />
      </div>
      {text.length > MAX_SHOWN_CHARS ? <p class="muted">{t('try.cut')}</p> : null}
      <pre class="api-code api-answer">{text.slice(0, MAX_SHOWN_CHARS)}</pre>
    </div>
  );
}

/** JSON with line breaks; other text as it is. */
function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
