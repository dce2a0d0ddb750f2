import { useSignal } from '@preact/signals';
import type * as z from 'zod';
import { importDone, importPreview } from '../../../../core/api/terminals/terminal-shapes.ts';
import { api, readMe } from '../../api/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, FormError, useSubmission } from '../../parts/form.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { texts } from './texts.ts';

type Preview = z.infer<typeof importPreview>;

const EXAMPLE = 'name,host,port,password,groups,tags\nalpha,203.0.113.7,2500,secret,scalpers,eu;fast';

/** A CSV file or its text: checked first, and done only when the person has seen what it would do. */
export function ImportTerminals({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { t } = texts;
  const csv = useSignal('');
  const preview = useSignal<Preview | undefined>(undefined);
  const check = useSubmission(async () => {
    preview.value = await api({
      method: 'POST',
      path: '/api/terminals/import',
      body: { csv: csv.value },
      answer: importPreview,
    });
  });
  const run = useSubmission(async () => {
    const { importId } = preview.value ?? {};
    const done = await api({ method: 'POST', path: `/api/terminals/import/${importId}`, answer: importDone });
    showToast(t('imported', { added: done.added, changed: done.changed }));
    onClose();
    onDone();
    await readMe();
  });
  const readFile = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) csv.value = await file.text();
  };
  const found = preview.value;
  return (
    <Dialog title={t('import')} onClose={onClose} size="wide">
      {found === undefined ? (
        <form class="stack" onSubmit={check.submit}>
          <p class="muted">{t('importWhat')}</p>
          <Field label={t('importFile')}>
            <input
              class="input"
              type="file"
              accept=".csv,text/csv"
              onChange={({ currentTarget }) => void readFile(currentTarget.files?.[0])}
            />
          </Field>
          <Field label={t('importText')}>
            <textarea
              class="input mono"
              rows={8}
              required
              spellcheck={false}
              placeholder={EXAMPLE}
              value={csv.value}
              onInput={({ currentTarget }) => {
                csv.value = currentTarget.value;
              }}
            />
          </Field>
          <FormError error={check.error.value} />
          <div class="dialog-actions">
            <a
              class="button quiet"
              href="data:text/csv;charset=utf-8,name%2Chost%2Cport%2Cpassword%2Cgroups%2Ctags%0A"
              download="terminals.csv"
            >
              {t('importSample')}
            </a>
            <button type="submit" class="button primary" disabled={check.isBusy.value}>
              {t('importCheck')}
            </button>
          </div>
        </form>
      ) : (
        <>
          <PreviewOf preview={found} />
          <FormError error={run.error.value} />
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => (preview.value = undefined)}>
              {t('importBack')}
            </button>
            <button
              type="button"
              class="button primary"
              disabled={run.isBusy.value || found.added + found.changed === 0}
              onClick={() => run.submit()}
            >
              {t('importRun', { count: found.added + found.changed })}
            </button>
          </div>
        </>
      )}
      <span class="visually-hidden" role="status">
        {check.isBusy.value || run.isBusy.value ? shellTexts.t('loading') : ''}
      </span>
    </Dialog>
  );
}

function PreviewOf({ preview }: { readonly preview: Preview }) {
  const { t } = texts;
  const { added, changed, same, problemCount, problems } = preview;
  return (
    <>
      <dl class="facts">
        <dt>{t('importAdded')}</dt>
        <dd>{added}</dd>
        <dt>{t('importChanged')}</dt>
        <dd>{changed}</dd>
        <dt>{t('importSame')}</dt>
        <dd>{same}</dd>
        <dt>{t('importWrong')}</dt>
        <dd class={problemCount > 0 ? 'bad' : ''}>{problemCount}</dd>
      </dl>
      {problems.length === 0 ? null : (
        <div class="scroll-x" tabIndex={0}>
          <table class="plain-table">
            <thead>
              <tr>
                <th>{t('importLine')}</th>
                <th>{t('importProblem')}</th>
              </tr>
            </thead>
            <tbody>
              {problems.map(({ line, message }) => (
                <tr key={`${line} ${message}`}>
                  <td class="number">{line}</td>
                  <td>{message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
