import { useId, useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { addName, hasName, MOST_NAMES } from './name-list.ts';
import { filterTexts } from './texts.ts';

/** Several names, each a chip that a press takes away; the field adds one that is picked, or typed and ended with Enter. */
export function NamesFilter(props: {
  readonly label: string;
  readonly names: readonly string[];
  readonly suggestions: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}) {
  const { t } = filterTexts;
  const { label, names, suggestions, onChange } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    const changed = addName(names, input.value);
    input.value = '';
    if (changed !== names) onChange(changed);
  };
  return (
    <div class="names-filter" role="group" aria-label={label}>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          class="button chosen-name"
          aria-label={t('nameClear', { label, name })}
          onClick={() => {
            // The chip is gone, and the keyboard's place with it.
            field.current?.focus();
            onChange(names.filter((each) => each !== name));
          }}
        >
          <span>{name}</span>
          <Icon name="close" />
        </button>
      ))}
      {names.length >= MOST_NAMES ? null : (
        <input
          ref={field}
          type="search"
          class="input suggest"
          list={id}
          autocomplete="off"
          maxLength={100}
          aria-label={label}
          placeholder={names.length === 0 ? label : t('nameMore')}
          onInput={(event) => {
            // Taken from the list rather than typed: nothing is left to wait for.
            const isPicked = !(event instanceof InputEvent) || event.inputType === 'insertReplacementText';
            if (isPicked && suggestions.includes(event.currentTarget.value)) take(event.currentTarget);
          }}
          onChange={({ currentTarget }) => take(currentTarget)}
        />
      )}
      <datalist id={id}>
        {suggestions
          .filter((name) => !hasName(names, name))
          .map((name) => (
            <option key={name} value={name} />
          ))}
      </datalist>
    </div>
  );
}
