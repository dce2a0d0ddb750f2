import { useSignal } from '@preact/signals';
import * as z from 'zod';
import { api, apiText, me, session } from '../../api/session.ts';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { Field, FormError, useSubmission } from '../../parts/form.tsx';
import { Icon } from '../../parts/icon.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { saveFile } from '../../export/save-file.ts';
import { texts } from './texts.ts';

/** What is kept of the person: to take along, and to erase. */
export function DataTab() {
  const { t } = texts;
  const asks = useSignal(false);
  const { submit, isBusy, error } = useSubmission(async () => {
    const { body } = await apiText({ path: '/api/me/export' });
    saveFile(`telefleet-${me.peek()?.id ?? 'me'}.json`, [body], 'application/json');
    showToast(t('data.exported'));
  });
  return (
    <section class="card stack settings-form" aria-labelledby="data-title">
      <h2 id="data-title">{t('data.title')}</h2>
      <p>{t('data.text')}</p>
      <FormError error={error.value} />
      <div class="row">
        <button type="button" class="button" disabled={isBusy.value} onClick={submit}>
          <Icon name="download" />
          {t('data.export')}
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            asks.value = true;
          }}
        >
          <Icon name="trash" />
          {t('data.erase')}
        </button>
      </div>
      {asks.value ? (
        <EraseDialog
          onClose={() => {
            asks.value = false;
          }}
        />
      ) : null}
    </section>
  );
}

function EraseDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = texts;
  const typed = useSignal('');
  const word = t('data.eraseWord');
  const isAgreed = typed.value.trim().toUpperCase() === word;
  const { submit, isBusy, error } = useSubmission(async () => {
    if (!isAgreed) return;
    await api({ method: 'DELETE', path: '/api/me', body: { confirm: true }, answer: z.unknown() });
    session.value = { kind: 'signed-out' };
  });
  return (
    <ConfirmDialog
      title={t('data.eraseTitle')}
      confirmLabel={t('data.eraseDo')}
      isDangerous
      isBusy={isBusy.value || !isAgreed}
      onConfirm={submit}
      onClose={onClose}
    >
      <p>{t('data.eraseText')}</p>
      <Field label={t('data.eraseType', { word })}>
        <input
          class="input"
          autocomplete="off"
          value={typed.value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </Field>
      <FormError error={error.value} />
    </ConfirmDialog>
  );
}
