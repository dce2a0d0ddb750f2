import { describeCommand } from '../../../../core/fleet/commands/describe-command.ts';
import { ConfirmDialog, Dialog } from '../../parts/dialog.tsx';
import { FormError } from '../../parts/form.tsx';
import { finalLines, readLines } from './command-lines.ts';
import type { CommandSender, Question, SendState } from './command-sender.ts';
import { t } from './texts.ts';

/** The question before a dangerous command, and what went wrong with one. */
export function SendDialogs({
  state,
  sender,
}: {
  readonly state: SendState;
  readonly sender: CommandSender;
}) {
  const close = (): void => sender.dismiss();
  if (state.kind === 'asking')
    return (
      <QuestionDialog question={state.question} onClose={close} onConfirm={() => void sender.confirm()} />
    );
  if (state.kind === 'failed')
    return (
      <Dialog title={t('failed.title')} onClose={close}>
        <FormError error={state.error} />
        {state.isUnknown ? <p>{t('failed.unknown')}</p> : null}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={close}>
            {t('failed.close')}
          </button>
          {state.isUnknown ? (
            <button type="button" class="button primary" onClick={() => void sender.tryAgain()}>
              {t('failed.tryAgain')}
            </button>
          ) : null}
        </div>
      </Dialog>
    );
  return null;
}

function QuestionDialog(props: {
  readonly question: Question;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  const { count, danger, command } = props.question;
  const isDangerous = danger === 'always';
  const lines = readLines(command);
  const opposite = lines.length > 1 ? undefined : describeCommand(command).opposite;
  const final = finalLines(lines);
  return (
    <ConfirmDialog
      title={t('ask.title')}
      confirmLabel={t('ask.yes', { count })}
      isDangerous={isDangerous}
      onConfirm={props.onConfirm}
      onClose={props.onClose}
    >
      <p>
        {t(isDangerous ? (lines.length > 1 ? 'ask.dangerousAmong' : 'ask.dangerous') : 'ask.many', { count })}
      </p>
      <pre class="commands-line">{command}</pre>
      {opposite === undefined ? null : <p class="muted">{t('ask.back', { command: opposite })}</p>}
      {final.length === 0 ? null : (
        <p class="bad">
          {lines.length > 1 ? t('ask.notBackLines', { lines: final.join(', ') }) : t('ask.notBack')}
        </p>
      )}
    </ConfirmDialog>
  );
}
