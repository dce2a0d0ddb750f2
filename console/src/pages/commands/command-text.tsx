import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { applyCompletion, completeLine, type KnownNames } from './complete-line.ts';
import { t } from './texts.ts';

/** Where commands are written, a line each, with what may stand at the caret below it. */
export function CommandText(props: {
  readonly value: string;
  readonly known: KnownNames;
  readonly onChange: (text: string) => void;
  /** Ctrl+Enter, or Command+Enter. */
  readonly onSend: () => void;
}) {
  const { value, known, onChange, onSend } = props;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const caret = useSignal<number | undefined>(undefined);
  const at = useSignal(0);
  const completion = caret.value === undefined ? undefined : completeLine(value, caret.value, known);
  const options = completion?.options ?? [];
  const current = Math.min(at.value, options.length - 1);

  const follow = (): void => {
    caret.value = area.current?.selectionStart;
    at.value = 0;
  };
  const take = (option: string | undefined): void => {
    if (completion === undefined || option === undefined) return;
    const taken = applyCompletion(value, completion, option);
    onChange(taken.text);
    caret.value = taken.caret;
    at.value = 0;
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(taken.caret, taken.caret);
    });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSend();
      return;
    }
    if (options.length === 0) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : options.length - 1;
      at.value = (current + step) % options.length;
    } else if (event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      take(options[current]);
    } else if (event.key === 'Escape') {
      caret.value = undefined;
    }
  };
  return (
    <div class="field commands-text">
      <label for={id}>{t('compose.text')}</label>
      <textarea
        ref={area}
        id={id}
        class="input mono"
        rows={3}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        placeholder={t('compose.placeholder')}
        aria-describedby={`${id}-hint`}
        aria-controls={`${id}-options`}
        aria-activedescendant={options.length === 0 ? undefined : `${id}-option-${current}`}
        value={value}
        onInput={({ currentTarget }) => {
          onChange(currentTarget.value);
          follow();
        }}
        onKeyDown={press}
        onClick={follow}
        onBlur={() => {
          caret.value = undefined;
        }}
      />
      <ul
        id={`${id}-options`}
        class="commands-options-list"
        role="listbox"
        aria-label={t('compose.options')}
        hidden={options.length === 0}
      >
        {options.map((option, index) => (
          <li
            key={option}
            id={`${id}-option-${index}`}
            role="option"
            aria-selected={index === current}
            onMouseDown={(event) => {
              // The text keeps the focus, and its caret.
              event.preventDefault();
              take(option);
            }}
          >
            {option}
          </li>
        ))}
      </ul>
      <div id={`${id}-hint`} class="field-hint">
        {t('compose.hint')}
      </div>
    </div>
  );
}
