import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Argument } from '../../../../core/fleet/commands/argument.ts';
import {
  CATALOGUE,
  COMMAND_CATEGORIES,
  type CommandEntry,
  type CommandId,
} from '../../../../core/fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS, type CatalogueTexts } from '../../../../core/fleet/commands/catalogue-texts.ts';
import { describeCommand } from '../../../../core/fleet/commands/describe-command.ts';
import { Badge } from '../../parts/badge.tsx';
import { Field } from '../../parts/form.tsx';
import { Icon } from '../../parts/icon.tsx';
import { language } from '../../texts/language.ts';
import { type FormValues, readForm } from './command-form.ts';
import type { KnownNames } from './complete-line.ts';
import { t } from './texts.ts';

type KnownEntry = CommandEntry & { readonly id: CommandId };

/** All commands by kind; one that is chosen is a form of its arguments. */
export function CommandBuilder(props: {
  readonly known: KnownNames;
  /** @param isWhole in place of what is written, not behind it */
  readonly onLine: (line: string, isWhole: boolean) => void;
}) {
  const chosen = useSignal<KnownEntry | undefined>(undefined);
  const entry = chosen.value;
  return (
    <section class="card" aria-labelledby="build-title">
      <div class="card-head">
        <h2 id="build-title">{t('build.title')}</h2>
        {entry === undefined ? null : (
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              chosen.value = undefined;
            }}
          >
            <Icon name="left" />
            {t('build.back')}
          </button>
        )}
      </div>
      {entry === undefined ? (
        <CommandMenu
          onChoose={(one) => {
            chosen.value = one;
          }}
        />
      ) : (
        <CommandForm key={entry.id} entry={entry} known={props.known} onLine={props.onLine} />
      )}
    </section>
  );
}

function CommandMenu({ onChoose }: { readonly onChoose: (entry: KnownEntry) => void }) {
  const search = useSignal('');
  const texts = CATALOGUE_TEXTS[language.value];
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = CATALOGUE.filter(({ id, name }) => {
    const { title, help } = texts.commands[id];
    const text = `${name}\n${title}\n${help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <div class="stack commands-tight">
      <input
        type="search"
        class="input"
        aria-label={t('build.search')}
        placeholder={t('build.search')}
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
        }}
      />
      {found.length === 0 ? <p class="muted">{t('build.nothing')}</p> : null}
      {COMMAND_CATEGORIES.map((category) => {
        const entries = found.filter((entry) => entry.category === category);
        return entries.length === 0 ? null : (
          <div key={category} class="commands-category">
            <h3>{texts.categories[category]}</h3>
            <div class="commands-menu">
              {entries.map((entry) => (
                <button
                  key={entry.id}
                  type="button"
                  class={`button ${entry.danger === 'always' ? 'danger' : ''}`}
                  title={texts.commands[entry.id].help}
                  onClick={() => onChoose(entry)}
                >
                  {texts.commands[entry.id].title}
                  <code class="muted">{entry.name}</code>
                </button>
              ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}

function CommandForm(props: {
  readonly entry: KnownEntry;
  readonly known: KnownNames;
  readonly onLine: (line: string, isWhole: boolean) => void;
}) {
  const { entry, known, onLine } = props;
  const values = useSignal<FormValues>({});
  /** Fields are complained about once they were left, or once the line was asked for. */
  const touched = useSignal<ReadonlySet<string>>(new Set());
  const texts = CATALOGUE_TEXTS[language.value];
  const { title, help } = texts.commands[entry.id];
  const { line, problems } = readForm(entry, values.value);
  const opposite = line === undefined ? undefined : describeCommand(line).opposite;
  const take = (isWhole: boolean): void => {
    touched.value = new Set(entry.arguments.map(({ name }) => name));
    if (line !== undefined) onLine(line, isWhole);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        take(false);
      }}
    >
      <div>
        <div class="row">
          <h3>{title}</h3>
          {entry.danger === 'always' ? <Badge tone="bad">{t('build.dangerous')}</Badge> : null}
          {entry.replies === 'none' ? <Badge>{t('build.noAnswer')}</Badge> : null}
        </div>
        <p class="muted">{help}</p>
      </div>
      {entry.arguments.map((argument) => {
        const problem = touched.value.has(argument.name) ? problems[argument.name] : undefined;
        return (
          <ArgumentField
            key={argument.name}
            argument={argument}
            texts={texts}
            known={known}
            value={values.value[argument.name] ?? ''}
            error={problem === undefined ? undefined : texts.problems[problem]}
            onChange={(value) => {
              values.value = { ...values.value, [argument.name]: value };
            }}
            onLeave={() => {
              touched.value = new Set([...touched.value, argument.name]);
            }}
          />
        );
      })}
      <pre class="commands-line" aria-live="polite">
        {line ?? [entry.name, ...entry.arguments.map(({ name }) => values.value[name] || '…')].join(' ')}
      </pre>
      {opposite === undefined ? null : (
        <p class="muted small">{t('build.opposite', { command: opposite })}</p>
      )}
      <div class="row">
        <button type="submit" class="button primary">
          <Icon name="plus" />
          {t('build.add')}
        </button>
        <button type="button" class="button" onClick={() => take(true)}>
          {t('build.replace')}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly argument: Argument;
  readonly texts: CatalogueTexts;
  readonly known: KnownNames;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
}

function ArgumentField(props: FieldProps) {
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
