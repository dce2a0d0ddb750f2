import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import './filters.css';
import { filterTexts } from './texts.ts';

/** The filters of a page; on a phone behind a button that says how many are set. */
export function FilterBar(props: {
  /** How many are set. */
  readonly count: number;
  readonly onClear: () => void;
  readonly children: ComponentChildren;
}) {
  const { t } = filterTexts;
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="filter-bar" data-open={isOpen}>
      <button
        type="button"
        class="button filter-toggle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {props.count === 0 ? t('filters') : t('filtersOn', { count: props.count })}
        <Icon name={isOpen ? 'up' : 'down'} />
      </button>
      <div class="filters" role="group" aria-label={t('filters')}>
        {props.children}
        {props.count === 0 ? null : (
          <button type="button" class="button quiet" onClick={props.onClear}>
            {t('clear')}
          </button>
        )}
      </div>
    </div>
  );
}

/** One of some values; the first option stands for "no matter which". */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly title: string }[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <select
      class="input"
      aria-label={props.label}
      value={props.value}
      onChange={({ currentTarget }) => {
        const chosen = props.options.find(({ value }) => value === currentTarget.value);
        if (chosen !== undefined) props.onChange(chosen.value);
      }}
    >
      {props.options.map(({ value, title }) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </select>
  );
}

/** A day, with its name before it. */
export function DayField(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}) {
  return (
    <label class="day-field">
      <span class="muted">{props.label}</span>
      <input
        type="date"
        class="input"
        value={props.value ?? ''}
        onChange={({ currentTarget }) => props.onChange(currentTarget.value || undefined)}
      />
    </label>
  );
}
