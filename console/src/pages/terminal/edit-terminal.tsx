import { useSignal } from '@preact/signals';
import { terminalCard } from '../../../../core/api/terminals/terminal-shapes.ts';
import { api } from '../../api/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { FormError, useSubmission } from '../../parts/form.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { readPort, splitLabels, type TerminalDraft } from '../../terminal-form/terminal-draft.ts';
import { TerminalFields } from '../../terminal-form/terminal-fields.tsx';
import { texts } from './texts.ts';
import type { TerminalCard } from './use-terminal.ts';

export function EditTerminal(props: {
  readonly terminal: TerminalCard;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}) {
  const { t } = texts;
  const { terminal, onClose } = props;
  const draft = useSignal<TerminalDraft>({
    name: terminal.name,
    host: terminal.host,
    port: String(terminal.port),
    password: '',
    note: terminal.note ?? '',
    groups: terminal.groups.join(', '),
    tags: terminal.tags.join(', '),
  });
  const { isBusy, error, submit, errorOf } = useSubmission(async () => {
    const { name, host, port, password, note, groups, tags } = draft.value;
    await api({
      method: 'PATCH',
      path: `/api/terminals/${terminal.id}`,
      body: {
        name,
        // Only what was changed: a host is looked up in the DNS.
        ...(host === terminal.host ? {} : { host }),
        ...(port === String(terminal.port) ? {} : { port: readPort(port) }),
        ...(password === '' ? {} : { password }),
        note,
        groups: splitLabels(groups),
        tags: splitLabels(tags),
      },
      answer: terminalCard,
    });
    showToast(t('edited'));
    onClose();
    props.onChanged();
  });
  return (
    <Dialog title={t('editTitle', { name: terminal.name })} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <TerminalFields draft={draft} errorOf={errorOf} isNew={false} hasPassword={terminal.hasPassword} />
        <FormError error={error.value} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {shellTexts.t('cancel')}
          </button>
          <button type="submit" class="button primary" disabled={isBusy.value}>
            {shellTexts.t('save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
