import { useSignal } from '@preact/signals';
import { Badge } from '../../parts/badge.tsx';
import { Icon } from '../../parts/icon.tsx';
import { reasonWords, STATE_TONES, stateWord } from '../commands/run-words.ts';
import { useRun } from '../commands/use-run.ts';
import { texts } from './texts.ts';
import type { TerminalCard } from './use-terminal.ts';
import type { TerminalSender } from './use-sender.ts';

/** What one reaches for most; the constructor of all commands is a page of its own. */
const QUICK = [
  { command: 'START', tone: '' },
  { command: 'STOP', tone: 'danger' },
  { command: 'lst', tone: '' },
  { command: 'list', tone: '' },
  { command: 'CancelBuy', tone: '' },
  { command: 'SellALL', tone: 'danger' },
] as const;

/** Buttons, a line of one's own, and what the terminal answered. */
export function QuickCommands({
  sending,
  terminal,
}: {
  readonly sending: TerminalSender;
  readonly terminal: TerminalCard;
}) {
  const { t } = texts;
  const line = useSignal('');
  const isBusy = sending.state.value.kind === 'sending';
  const sendLine = (event: Event): void => {
    event.preventDefault();
    const command = line.value.trim();
    if (command === '') return;
    sending.send([command]);
    line.value = '';
  };
  return (
    <section class="card terminal-quick" aria-label={t('quick')}>
      <div class="row">
        {QUICK.map(({ command, tone }) => (
          <button
            key={command}
            type="button"
            class={`button ${tone}`}
            title={t(`quick.${command}`)}
            disabled={isBusy}
            onClick={() => sending.send([command])}
          >
            {command}
          </button>
        ))}
        <form class="row terminal-line" onSubmit={sendLine}>
          <input
            class="input mono"
            aria-label={t('commandLine')}
            placeholder={t('commandLine')}
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            value={line.value}
            onInput={({ currentTarget }) => {
              line.value = currentTarget.value;
            }}
          />
          <button type="submit" class="button" disabled={isBusy || line.value.trim() === ''}>
            {t('send')}
          </button>
        </form>
        <a class="button quiet" href={`/commands?ids=${terminal.id}`}>
          <Icon name="commands" />
          {t('allCommands')}
        </a>
      </div>
      {sending.runId.value === undefined ? null : (
        <RunReply key={sending.runId.value} runId={sending.runId.value} terminal={terminal} />
      )}
    </section>
  );
}

/** What became of the command, as it comes in; of several lines the one that is under way. */
export function RunReply({ runId, terminal }: { readonly runId: string; readonly terminal: TerminalCard }) {
  const { t } = texts;
  const { run, answers } = useRun(runId, () => terminal.name);
  const found = run.value;
  const answer = answers.value.get(terminal.id);
  const nextId = found?.settledAt === null ? null : (found?.nextId ?? null);
  return (
    <>
      <div class="terminal-reply" role="status">
        <div class="row">
          <code>{found?.command ?? '…'}</code>
          {answer === undefined ? null : (
            <Badge tone={STATE_TONES[answer.state]}>{stateWord(answer.state)}</Badge>
          )}
          {answer?.reason == null ? null : <span class="muted">{reasonWords(answer.reason)}</span>}
        </div>
        {answer?.reply == null ? null : <pre>{answer.reply === '' ? t('replyEmpty') : answer.reply}</pre>}
      </div>
      {nextId === null ? null : <RunReply key={nextId} runId={nextId} terminal={terminal} />}
    </>
  );
}
