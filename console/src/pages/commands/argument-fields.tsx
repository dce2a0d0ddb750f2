import { useId } from 'preact/hooks';
import type { Argument } from '../../../../core/fleet/commands/argument.ts';
import type { CatalogueTexts } from '../../../../core/fleet/commands/catalogue-texts.ts';
import { Field } from '../../parts/form.tsx';
import type { KnownNames } from './complete-line.ts';
import { t } from './texts.ts';

interface FieldProps {
  readonly argument: Argument;
  readonly texts: CatalogueTexts;
  readonly known: KnownNames;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
}

/** The control that fits an argument: a choice, a period, or a field with what is known suggested. */
export function ArgumentField(props: FieldProps) {
  const { argument, texts, value, error, onChange, onLeave } = props;
  const { kind, isOptional = false } = argument;
  const label = texts.arguments[argument.name] + (isOptional ? ` — ${t('build.optional')}` : '');
  if (kind.type === 'choice')
    return (
      <Field label={label} error={error}>
        <select
          class="input"
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
          onBlur={onLeave}
        >
          <option value="">{t('build.choose')}</option>
          {kind.options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      </Field>
    );
  if (kind.type === 'period')
    return <PeriodField {...props} label={label} max={kind.max} min={kind.min} units={kind.units} />;
  return (
    <SuggestedField
      label={label}
      error={error}
      value={value}
      suggestions={suggestionsFor(argument, props.known)}
      onChange={onChange}
      onLeave={onLeave}
      type={kind.type === 'time' ? 'datetime-local' : 'text'}
      inputMode={kind.type === 'number' ? 'decimal' : undefined}
    />
  );
}

function suggestionsFor({ name, kind }: Argument, known: KnownNames): readonly string[] {
  if (kind.type === 'strategy') return known.strategies;
  if (name === 'parameter') return known.parameters;
  return kind.type === 'coin' && kind.canBeAll === true ? ['ALL'] : [];
}

/** A field with the browser's own list of suggestions. */
function SuggestedField(props: {
  readonly label: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly suggestions: readonly string[];
  readonly type: 'text' | 'datetime-local';
  readonly inputMode: 'decimal' | undefined;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
}) {
  const list = useId();
  return (
    <>
      <Field label={props.label} error={props.error}>
        <input
          class="input"
          type={props.type}
          autocomplete="off"
          spellcheck={false}
          list={props.suggestions.length === 0 ? undefined : list}
          inputMode={props.inputMode}
          value={props.value}
          onInput={({ currentTarget }) => props.onChange(currentTarget.value)}
          onBlur={props.onLeave}
        />
      </Field>
      {props.suggestions.length === 0 ? null : (
        <datalist id={list}>
          {props.suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  );
}

function PeriodField(
  props: FieldProps & {
    readonly label: string;
    readonly min: number;
    readonly max: number;
    readonly units: readonly string[];
  },
) {
  const [count = '', unit = props.units[0] ?? ''] = props.value.split(' ');
  const write = (nextCount: string, nextUnit: string): void =>
    props.onChange(nextCount === '' ? '' : `${nextCount} ${nextUnit}`);
  return (
    <div class="row">
      <Field label={props.label} error={props.error}>
        <input
          class="input"
          type="number"
          min={props.min}
          max={props.max}
          value={count}
          onInput={({ currentTarget }) => write(currentTarget.value, unit)}
          onBlur={props.onLeave}
        />
      </Field>
      <Field label={t('build.units')}>
        <select
          class="input"
          value={unit}
          onChange={({ currentTarget }) => write(count, currentTarget.value)}
        >
          {props.units.map((one) => (
            <option key={one} value={one}>
              {one === 'days' || one === 'weeks' ? t(`build.day.${one}`) : one}
            </option>
          ))}
        </select>
      </Field>
    </div>
  );
}
