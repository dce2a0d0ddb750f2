import { useSignal } from '@preact/signals';
import { describeCommand } from '../../../../core/fleet/commands/describe-command.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import type { SendRequest } from './command-sender.ts';
import { FAILED_STATES, listAnswers, type TerminalAnswer } from './run-results.ts';
import { reasonWords, stateWord } from './run-words.ts';
import { t } from './texts.ts';
import type { FollowedRun } from './use-run.ts';

/** What may follow on the answers: take it back, send it again to who failed, copy, use the text again. */
export function RunActions(props: {
  readonly run: FollowedRun;
  readonly answers: readonly TerminalAnswer[];
  /** Whether the person may send to the fleet. */
  readonly maySend: (fleetId: string) => boolean;
  /** Sends a new command, with a question first where one is needed. */
  readonly onSend: (request: SendRequest) => void;
  readonly onUseAgain: (command: string) => void;
}) {
  const { run, answers, maySend, onSend, onUseAgain } = props;
  const asksAgain = useSignal(false);
  const failed = answers.filter(({ state }) => FAILED_STATES.includes(state));
  const reachable = failed.filter(({ name, reason }) => name !== null && reason !== 'removed');
  const opposite = describeCommand(run.command).opposite;
  const isDone = run.settledAt !== null;
  const canSend = isDone && maySend(run.fleetId);
  const hasAnswers = answers.some(({ state }) => state === 'answered');
  return (
    <div class="row">
      {canSend && opposite !== undefined && hasAnswers ? (
        <button
          type="button"
          class="button"
          onClick={() => onSend({ path: `/api/commands/${run.id}/undo`, body: {} })}
        >
          {t('run.undo', { command: opposite })}
        </button>
      ) : null}
      {canSend && reachable.length > 0 ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            asksAgain.value = true;
          }}
        >
          {t('run.again', { count: reachable.length })}
        </button>
      ) : null}
      {failed.length === 0 ? null : (
        <CopyButton
          label={t('run.copyFailures')}
          text={listAnswers(
            failed.map((one) => ({ ...one, reason: reasonWords(one.reason) || null })),
            (state) => stateWord(state),
          )}
        />
      )}
      <button type="button" class="button quiet" onClick={() => onUseAgain(run.command)}>
        {t('run.useAgain')}
      </button>
      {asksAgain.value ? (
        <ConfirmDialog
          title={t('again.title')}
          confirmLabel={t('ask.yes', { count: reachable.length })}
          onClose={() => {
            asksAgain.value = false;
          }}
          onConfirm={() => {
            asksAgain.value = false;
            onSend({
              path: '/api/commands',
              body: {
                command: run.command,
                terminalIds: reachable.map(({ terminalId }) => terminalId),
                fleetId: run.fleetId,
                timeoutMs: run.timeoutMs,
                byBotName: run.byBotName,
              },
            });
          }}
        >
          <p>{t('again.text', { count: reachable.length, command: run.command })}</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
