import type { Signal } from '@preact/signals';
import { Field } from '../parts/form.tsx';
import { shellTexts } from '../shell/texts.ts';
import type { TerminalDraft } from './terminal-draft.ts';
import './terminal-form.css';

/** The fields of a terminal, for adding and for changing it. */
export function TerminalFields(props: {
  readonly draft: Signal<TerminalDraft>;
  readonly errorOf: (field: string) => string | undefined;
  readonly isNew: boolean;
  readonly hasPassword?: boolean;
}) {
  const { t } = shellTexts;
  const { draft, errorOf } = props;
  const bind = (field: keyof TerminalDraft) => ({
    class: 'input',
    value: draft.value[field],
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      draft.value = { ...draft.value, [field]: currentTarget.value };
    },
  });
  return (
    <>
      <Field label={t('terminal.name')} error={errorOf('name')}>
        <input {...bind('name')} required maxLength={100} autoComplete="off" />
      </Field>
      <div class="terminal-address">
        <Field label={t('terminal.host')} hint={t('terminal.hostHint')} error={errorOf('host')}>
          <input {...bind('host')} required autoComplete="off" autoCapitalize="none" spellcheck={false} />
        </Field>
        <Field label={t('terminal.port')} error={errorOf('port')}>
          <input {...bind('port')} required inputMode="numeric" autoComplete="off" />
        </Field>
      </div>
      <Field
        label={t('terminal.password')}
        hint={
          props.isNew
            ? t('terminal.passwordHint')
            : props.hasPassword
              ? t('terminal.passwordKept')
              : t('terminal.passwordNone')
        }
        error={errorOf('password')}
      >
        <input {...bind('password')} type="password" autoComplete="new-password" />
      </Field>
      <div class="terminal-labels">
        <Field label={t('terminal.groups')} hint={t('terminal.labelsHint')} error={errorOf('groups.0')}>
          <input {...bind('groups')} autoComplete="off" />
        </Field>
        <Field label={t('terminal.tags')} error={errorOf('tags.0')}>
          <input {...bind('tags')} autoComplete="off" />
        </Field>
      </div>
      <Field label={t('terminal.note')} error={errorOf('note')}>
        <textarea {...bind('note')} rows={2} />
      </Field>
    </>
  );
}
