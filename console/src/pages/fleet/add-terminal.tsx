import { useSignal } from '@preact/signals';
import { addedTerminal } from '../../../../core/api/terminals/terminal-shapes.ts';
import { api, readMe } from '../../api/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { FormError, useSubmission } from '../../parts/form.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { readPort, splitLabels, type TerminalDraft } from '../../terminal-form/terminal-draft.ts';
import { TerminalFields } from '../../terminal-form/terminal-fields.tsx';
import { texts } from './texts.ts';

const EMPTY: TerminalDraft = { name: '', host: '', port: '', password: '', note: '', groups: '', tags: '' };

export function AddTerminal({
  onClose,
  onAdded,
}: {
  readonly onClose: () => void;
  readonly onAdded: () => void;
}) {
  const { t } = texts;
  const draft = useSignal<TerminalDraft>(EMPTY);
  const { isBusy, error, submit, errorOf } = useSubmission(async () => {
    const { name, host, port, password, note, groups, tags } = draft.value;
    const added = await api({
      method: 'POST',
      path: '/api/terminals',
      body: {
        name,
        host,
        port: readPort(port),
        password,
        ...(note === '' ? {} : { note }),
        groups: splitLabels(groups),
        tags: splitLabels(tags),
      },
      answer: addedTerminal,
    });
    showToast(t('added', { name: added.name }));
    onClose();
    onAdded();
    // The first terminal makes the person's fleet.
    await readMe();
  });
  return (
    <Dialog title={t('add')} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <p class="muted">{t('addWhat')}</p>
        <TerminalFields draft={draft} errorOf={errorOf} isNew />
        <FormError error={error.value} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {shellTexts.t('cancel')}
          </button>
          <button type="submit" class="button primary" disabled={isBusy.value}>
            {t('add')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
