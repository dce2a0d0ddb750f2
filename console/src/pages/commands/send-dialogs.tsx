import { describeCommand } from '../../../../core/fleet/commands/describe-command.ts';
import { ConfirmDialog, Dialog } from '../../parts/dialog.tsx';
import { FormError } from '../../parts/form.tsx';
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
  const opposite = describeCommand(command).opposite;
  return (
    <ConfirmDialog
      title={t('ask.title')}
      confirmLabel={t('ask.yes', { count })}
      isDangerous={isDangerous}
      onConfirm={props.onConfirm}
      onClose={props.onClose}
    >
      <p>{t(isDangerous ? 'ask.dangerous' : 'ask.many', { count })}</p>
      <pre class="commands-line">{command}</pre>
      {opposite !== undefined ? (
        <p class="muted">{t('ask.back', { command: opposite })}</p>
      ) : isDangerous ? (
        <p class="bad">{t('ask.notBack')}</p>
      ) : null}
    </ConfirmDialog>
  );
}
