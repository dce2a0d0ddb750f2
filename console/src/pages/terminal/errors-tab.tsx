import { useSignal, useSignalEffect } from '@preact/signals';
import { errorPage, errorSummary } from '../../../../core/api/errors/error-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatNumber, NOTHING } from '../../format/amounts.ts';
import { formatExactTime, formatTime } from '../../format/times.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { texts } from './texts.ts';
import type { LiveTerminal } from './use-terminal.ts';

const PAGE = 100;

/** What the exchange refused, the newest first, and how often which code came within a day. */
export function ErrorsTab({
  terminalId,
  news,
}: {
  readonly terminalId: number;
  readonly news: LiveTerminal['news'];
}) {
  const { t } = texts;
  const limit = useSignal(PAGE);
  const errors = useResource(
    (signal) =>
      api({ path: '/api/errors', query: { terminalId, limit: limit.peek() }, answer: errorPage, signal }),
    [terminalId, limit.value],
  );
  const summary = useResource(
    (signal) => api({ path: '/api/errors/summary', query: { terminalId }, answer: errorSummary, signal }),
    [terminalId],
  );
  useSignalEffect(() => {
    if (news.value.errors === 0) return;
    void errors.reload();
    void summary.reload();
  });
  const counted = summary.data.value?.byCode ?? [];
  return (
    <Loaded resource={errors}>
      {({ errors: list, nextCursor }) =>
        list.length === 0 ? (
          <Empty title={t('errorsNone')} icon="check">
            <p class="muted">{t('errorsNoneWhat')}</p>
          </Empty>
        ) : (
          <div class="stack">
            {counted.length === 0 ? null : (
              <div class="row" role="group" aria-label={t('errorsByCode')}>
                {counted.map(({ code, errors: count }) => (
                  <Badge key={code ?? ''} tone="bad">
                    {code ?? t('errorNoCode')} × {formatNumber(count)}
                  </Badge>
                ))}
              </div>
            )}
            <div class="card scroll-x" tabIndex={0}>
              <table class="plain-table">
                <thead>
                  <tr>
                    <th>{t('errorAt')}</th>
                    <th>{t('errorSymbol')}</th>
                    <th class="end">{t('errorCode')}</th>
                    <th>{t('errorText')}</th>
                  </tr>
                </thead>
                <tbody>
                  {list.map(({ id, receivedAt, symbol, code, text }) => (
                    <tr key={id}>
                      <td class="number" title={formatExactTime(receivedAt)}>
                        {formatTime(receivedAt)}
                      </td>
                      <td>{symbol ?? NOTHING}</td>
                      <td class="end">{code ?? NOTHING}</td>
                      <td class="terminal-error-text">{text}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {nextCursor === undefined || limit.value >= 500 ? null : (
                <div class="pager">
                  <button
                    type="button"
                    class="button"
                    onClick={() => {
                      limit.value = Math.min(500, limit.value + PAGE);
                    }}
                  >
                    {shellTexts.t('more')}
                  </button>
                </div>
              )}
            </div>
          </div>
        )
      }
    </Loaded>
  );
}
