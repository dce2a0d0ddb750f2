import { useSignal } from '@preact/signals';
import type { CommandEntry, CommandId } from '../../../../core/fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS } from '../../../../core/fleet/commands/catalogue-texts.ts';
import { describeCommand } from '../../../../core/fleet/commands/describe-command.ts';
import { Badge } from '../../parts/badge.tsx';
import { Icon } from '../../parts/icon.tsx';
import { language } from '../../texts/language.ts';
import { ArgumentField } from './argument-fields.tsx';
import { type FormValues, readForm } from './command-form.ts';
import type { KnownNames } from './complete-line.ts';
import { t } from './texts.ts';

export type KnownEntry = CommandEntry & { readonly id: CommandId };

/** The arguments of a command as fields, and the line that they make. */
export function ArgumentForm(props: {
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
