import { runPage } from '../../../../core/api/commands/command-shapes.ts';
import { RESULT_STATES } from '../../../../core/fleet/commands/result-states.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatTime } from '../../format/times.ts';
import { useLive } from '../../live/use-live.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { STATE_TONES, stateWord, targetWords } from '../commands/run-words.ts';
import { texts } from './texts.ts';
import type { TerminalCard } from './use-terminal.ts';
import type { TerminalSender } from './use-sender.ts';

/** What was sent to this terminal, by whomever and from wherever. */
export function CommandsTab({
  terminal,
  sending,
}: {
  readonly terminal: TerminalCard;
  readonly sending: TerminalSender;
}) {
  const { t } = texts;
  const runs = useResource(
    (signal) =>
      api({ path: '/api/commands', query: { terminalId: terminal.id, limit: 100 }, answer: runPage, signal }),
    [terminal.id, sending.runId.value],
  );
  useLive(['commands'], {
    onMessages: (messages) => {
      const known = new Set(runs.data.peek()?.commands.map(({ id }) => id));
      if (messages.some((message) => message.kind === 'run' && known.has(message.id))) void runs.reload();
    },
    onReload: () => void runs.reload(),
  });
  return (
    <Loaded resource={runs}>
      {({ commands }) =>
        commands.length === 0 ? (
          <Empty title={t('commandsNone')} icon="commands" />
        ) : (
          <div class="card scroll-x" tabIndex={0}>
            <table class="plain-table">
              <thead>
                <tr>
                  <th>{t('runAt')}</th>
                  <th>{t('runCommand')}</th>
                  <th>{t('runTarget')}</th>
                  <th>{t('runBy')}</th>
                  <th>{t('runResult')}</th>
                </tr>
              </thead>
              <tbody>
                {commands.map((run) => (
                  <tr key={run.id}>
                    <td class="number">{formatTime(run.createdAt)}</td>
                    <td>
                      <a href={`/commands?run=${run.id}`}>
                        <code>{run.command}</code>
                      </a>
                    </td>
                    <td>{targetWords(run.target)}</td>
                    <td>
                      {run.requestedBy?.name ?? run.requestedBy?.telegramId ?? t('bySystem')}{' '}
                      {run.source === 'system' ? null : (
                        <span class="muted">{t(`source.${run.source}`)}</span>
                      )}
                    </td>
                    <td class="row">
                      {RESULT_STATES.filter((state) => run.counts[state] > 0).map((state) => (
                        <Badge key={state} tone={STATE_TONES[state]}>
                          {stateWord(state, run.counts[state])}
                          {run.counts[state] > 1 ? ` ${run.counts[state]}` : ''}
                        </Badge>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Loaded>
  );
}
