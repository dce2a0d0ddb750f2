import { useEffect, useId, useRef } from 'preact/hooks';

const PAUSE_MS = 400;

/** A text field with suggestions; it tells what was chosen, or typed once the person pauses. */
export function SuggestBox(props: {
  readonly label: string;
  readonly value: string;
  readonly suggestions: readonly string[];
  readonly onChange: (value: string) => void;
  /** While typing, at once: to find suggestions. */
  readonly onType?: (text: string) => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<number | undefined>(undefined);
  const told = useRef(props.value);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    told.current = props.value;
    // Changed from elsewhere, such as by the browser's Back; what is being typed is left alone.
    if (input.current !== null && (props.value === '' || document.activeElement !== input.current))
      input.current.value = props.value;
  }, [props.value]);
  const tell = (text: string): void => {
    clearTimeout(timer.current);
    const value = text.trim();
    if (value === told.current) return;
    told.current = value;
    props.onChange(value);
  };
  return (
    <>
      <input
        ref={input}
        type="search"
        class="input suggest"
        list={id}
        autocomplete="off"
        maxLength={100}
        aria-label={props.label}
        placeholder={props.label}
        defaultValue={props.value}
        onInput={({ currentTarget }) => {
          const { value } = currentTarget;
          props.onType?.(value.trim());
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => tell(value), PAUSE_MS);
        }}
        onChange={({ currentTarget }) => tell(currentTarget.value)}
      />
      <datalist id={id}>
        {props.suggestions.map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
    </>
  );
}
