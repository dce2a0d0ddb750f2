import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isAbort } from '../api/problem.ts';
import { apiText } from '../api/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { FormError } from '../parts/form.tsx';
import { shellTexts } from '../shell/texts.ts';
import { collectExport } from './collect-export.ts';
import { saveFile } from './save-file.ts';
import { exportTexts } from './texts.ts';

/** Reads all that there is, part by part, tells how far it is, and hands over the file. */
export function ExportDialog(props: {
  readonly title: string;
  /** What is in the file, in a sentence. */
  readonly what: string;
  /** Where a part is asked for; the first has no cursor. */
  readonly addressOf: (cursor: string | undefined) => string;
  readonly fileName: string;
  readonly onClose: () => void;
}) {
  const { t } = exportTexts;
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
      const { body, headers } = await apiText({ path: props.addressOf(cursor), signal });
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
    <Dialog title={props.title} onClose={props.onClose}>
      <p class="muted">{props.what}</p>
      <FormError error={error.value} />
      {error.value !== undefined ? null : (
        <p role="status">
          {isDone.value ? t('done', { count }) : count === 0 ? t('starting') : t('reading', { count })}
        </p>
      )}
      {isDone.value || error.value !== undefined ? null : <progress aria-label={props.title} />}
      <div class="dialog-actions">
        {error.value === undefined ? null : (
          <button type="button" class="button primary" onClick={() => (attempt.value += 1)}>
            {shellTexts.t('retry')}
          </button>
        )}
        <button type="button" class="button" onClick={props.onClose}>
          {isDone.value ? shellTexts.t('close') : t('stop')}
        </button>
      </div>
    </Dialog>
  );
}
