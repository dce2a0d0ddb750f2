import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isAbort } from '../../api/problem.ts';
import type { QueryValue } from '../../api/send-request.ts';
import { apiText } from '../../api/session.ts';
import { saveFile } from '../../filters/save-file.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { FormError } from '../../parts/form.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { collectExport } from './export-orders.ts';
import { texts } from './texts.ts';

/** Reads all that there is, part by part, tells how far it is, and hands over the file. */
export function ExportDialog(props: {
  readonly path: string;
  readonly query: Readonly<Record<string, QueryValue>>;
  readonly fileName: string;
  readonly onClose: () => void;
}) {
  const { t } = texts;
  const rows = useSignal(0);
  const isDone = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const attempt = useSignal(0);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    rows.value = 0;
    error.value = undefined;
    const read = async (cursor: string | undefined) => {
      const { body, headers } = await apiText({
        path: props.path,
        query: { ...props.query, cursor },
        signal,
      });
      return { text: body, nextCursor: headers.get('next-cursor') };
    };
    collectExport(read, (count) => {
      rows.value = count;
    }).then(
      (parts) => {
        if (signal.aborted) return;
        saveFile(props.fileName, parts);
        isDone.value = true;
      },
      (reason: unknown) => {
        if (!isAbort(reason)) error.value = reason;
      },
    );
    return () => controller.abort();
  }, [attempt.value]);
  const count = rows.value;
  return (
    <Dialog title={t('exportTitle')} onClose={props.onClose}>
      <p class="muted">{t('exportWhat')}</p>
      <FormError error={error.value} />
      {error.value !== undefined ? null : (
        <p role="status">
          {isDone.value
            ? t('exportDone', { count })
            : count === 0
              ? t('exportStarting')
              : t('exportReading', { count })}
        </p>
      )}
      {isDone.value || error.value !== undefined ? null : <progress aria-label={t('exportTitle')} />}
      <div class="dialog-actions">
        {error.value === undefined ? null : (
          <button type="button" class="button primary" onClick={() => (attempt.value += 1)}>
            {shellTexts.t('retry')}
          </button>
        )}
        <button type="button" class="button" onClick={props.onClose}>
          {isDone.value ? shellTexts.t('close') : t('exportStop')}
        </button>
      </div>
    </Dialog>
  );
}
