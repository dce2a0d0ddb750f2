import { useEffect, useRef } from 'preact/hooks';

const PAUSE_MS = 200;

/** Tells what was typed once the person pauses. */
export function SearchBox(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const timer = useRef<number | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    // Changed from elsewhere, such as by the browser's Back; what is being typed is left alone.
    if (input.current !== null && document.activeElement !== input.current) input.current.value = props.value;
  }, [props.value]);
  return (
    <input
      ref={input}
      type="search"
      class="input search"
      aria-label={props.label}
      placeholder={props.label}
      defaultValue={props.value}
      onInput={({ currentTarget }) => {
        const { value } = currentTarget;
        clearTimeout(timer.current);
        timer.current = window.setTimeout(() => props.onChange(value.trim()), PAUSE_MS);
      }}
    />
  );
}
