import { useSignal, useSignalEffect } from '@preact/signals';
import { chartPage } from '../../../../core/api/charts/chart-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAmount, NOTHING, toneOf } from '../../format/amounts.ts';
import { formatTime } from '../../format/times.ts';
import { Empty, Loaded } from '../../parts/states.tsx';
import { TradeChart } from '../orders/trade-chart.tsx';
import { texts } from './texts.ts';
import type { LiveTerminal } from './use-terminal.ts';

/** Charts of the newest trades; the first is shown until another is chosen. */
export function ChartsTab({
  terminalId,
  news,
}: {
  readonly terminalId: number;
  readonly news: LiveTerminal['news'];
}) {
  const { t } = texts;
  const chosen = useSignal<string | undefined>(undefined);
  const charts = useResource(
    (signal) =>
      api({ path: `/api/terminals/${terminalId}/charts`, query: { limit: 50 }, answer: chartPage, signal }),
    [terminalId],
  );
  useSignalEffect(() => {
    if (news.value.charts > 0) void charts.reload();
  });
  return (
    <Loaded resource={charts}>
      {({ charts: list }) => {
        const shown = list.find(({ orderId }) => orderId === chosen.value) ?? list[0];
        if (shown === undefined)
          return (
            <Empty title={t('chartsNone')} icon="statistics">
              <p class="muted">{t('chartsNoneWhat')}</p>
            </Empty>
          );
        return (
          <div class="terminal-charts">
            <ul class="card terminal-chart-list" aria-label={t('tab.charts')}>
              {list.map(({ id, orderId, symbol, marketName, receivedAt, profit, currency }) => (
                <li key={id}>
                  <button
                    type="button"
                    aria-pressed={orderId === shown.orderId}
                    onClick={() => {
                      chosen.value = orderId;
                    }}
                  >
                    <strong>{symbol ?? marketName ?? orderId}</strong>
                    <span class={`number ${toneOf(profit) ?? ''}`}>
                      {profit === null ? NOTHING : formatAmount(profit, currency, { sign: true })}
                    </span>
                    <span class="muted small">{formatTime(receivedAt)}</span>
                  </button>
                </li>
              ))}
            </ul>
            <section class="card stack">
              <h2>
                {shown.symbol ?? shown.marketName}{' '}
                {shown.strategy === null ? null : <span class="chip">{shown.strategy}</span>}
              </h2>
              <TradeChart
                key={shown.orderId}
                address={`${terminalId}/${shown.orderId}`}
                symbol={shown.symbol ?? shown.marketName ?? ''}
              />
            </section>
          </div>
        );
      }}
    </Loaded>
  );
}
