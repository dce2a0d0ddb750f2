import { discardedLetters, redrivenLetters } from '../../../../core/api/metrics/dead-letter-shapes.ts';
import { api } from '../../api/session.ts';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { FormError, useSubmission } from '../../parts/form.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { texts } from './texts.ts';

/** What the API tries again, or discards by their ids, at once. */
export const MOST_REDRIVEN = 200;

/** Chosen letters, or all of a reason. */
export interface LetterAction {
  readonly kind: 'redrive' | 'discard';
  readonly ids?: readonly string[];
  readonly reason?: string;
  readonly count: number;
}

/** Asks before letters are tried again or discarded, does it, and tells what became of them. */
export function LetterDialog(props: {
  readonly action: LetterAction;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { t } = texts;
  const { action, onClose, onDone } = props;
  const { kind, count } = action;
  const { submit, isBusy, error } = useSubmission(async () => {
    showToast(await (kind === 'redrive' ? redrive(action) : discard(action)));
    onClose();
    onDone();
  });
  return (
    <ConfirmDialog
      title={t(kind === 'redrive' ? 'redriveTitle' : 'discardTitle')}
      confirmLabel={t(kind === 'redrive' ? 'redriveConfirm' : 'discardConfirm')}
      isDangerous={kind === 'discard'}
      isBusy={isBusy.value}
      onConfirm={() => submit()}
      onClose={onClose}
    >
      <p>{t(kind === 'redrive' ? 'redriveWhat' : 'discardWhat', { count })}</p>
      {kind === 'redrive' && count > MOST_REDRIVEN ? (
        <p class="muted">{t('redriveMost', { count: MOST_REDRIVEN })}</p>
      ) : null}
      <FormError error={error.value} />
    </ConfirmDialog>
  );
}

async function redrive({ ids, reason }: LetterAction): Promise<string> {
  const { t } = texts;
  const { letters, left } = await api({
    method: 'POST',
    path: '/api/dead-letters/redrive',
    body: ids === undefined ? { reason } : { ids: ids.slice(0, MOST_REDRIVEN) },
    answer: redrivenLetters,
  });
  const countOf = (...outcomes: readonly string[]): number =>
    letters.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const told = t('redriven', {
    stored: countOf('stored'),
    refused: countOf('refused'),
    sent: countOf('sent', 'unknown'),
    notSent: countOf('not-sent'),
  });
  return left === 0 ? told : `${told} ${t('redrivenLeft', { left })}`;
}

async function discard({ ids, reason, count }: LetterAction): Promise<string> {
  const { discarded } = await api({
    method: 'DELETE',
    path: '/api/dead-letters',
    query: { ...(ids === undefined ? { reason } : { ids: ids.join(',') }), confirm: count },
    answer: discardedLetters,
  });
  return texts.t('discarded', { count: discarded });
}
