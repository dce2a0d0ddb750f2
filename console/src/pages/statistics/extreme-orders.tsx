import { statisticsExtremes } from '../../../../core/api/statistics/statistics-shapes.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAmount, NOTHING, toneOf } from '../../format/amounts.ts';
import { formatTime } from '../../format/times.ts';
import { Loaded } from '../../parts/states.tsx';
import { type Asked, type Extremes, readStatistics, REFRESH_MS } from './read-statistics.ts';
import { texts } from './texts.ts';

/** The ten best and the ten worst orders. */
export function ExtremeOrders({
  asked,
  currency,
}: {
  readonly asked: Asked;
  readonly currency: string | null;
}) {
  const extremes = useResource(
    (signal) => readStatistics('orders-extremes', asked, statisticsExtremes, signal),
    [JSON.stringify(asked)],
    { everyMs: REFRESH_MS },
  );
  return (
    <div class="grid-2">
      {(['best', 'worst'] as const).map((which) => (
        <section key={which} class="card">
          <div class="card-head">
            <h2>{texts.t(which)}</h2>
          </div>
          <Loaded resource={extremes}>
            {({ currencies }) => (
              <Orders
                which={which}
                orders={currencies.find((each) => each.currency === currency)?.[which] ?? []}
              />
            )}
          </Loaded>
        </section>
      ))}
    </div>
  );
}

function Orders(props: {
  readonly which: 'best' | 'worst';
  readonly orders: Extremes['currencies'][number]['best'];
}) {
  const { t } = texts;
  const { which } = props;
  // Where there are few orders the worst are not bad, and the other way round.
  const orders = props.orders.filter(({ profit }) => toneOf(profit) === (which === 'best' ? 'good' : 'bad'));
  if (orders.length === 0) return <p class="muted">{t(which === 'best' ? 'bestNone' : 'worstNone')}</p>;
  return (
    <div class="scroll-x" tabIndex={0}>
      <table class="plain-table extreme-orders" aria-label={t(which)}>
        <thead>
          <tr>
            <th scope="col">{t('order.symbol')}</th>
            <th scope="col">{t('order.terminal')}</th>
            <th scope="col" class="end">
              {t('order.profit')}
            </th>
            <th scope="col" class="end wide-only">
              {t('order.closed')}
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map(
            ({ terminalId, orderId, symbol, terminalName, strategy, profit, currency, closedAt }) => (
              <tr key={`${terminalId}/${orderId}`}>
                <td>
                  <a href={`/orders?tab=closed&terminal=${terminalId}&order=${terminalId}%2F${orderId}`}>
                    {symbol ?? NOTHING}
                  </a>
                  {strategy === null ? null : <div class="muted small">{strategy}</div>}
                </td>
                <td>{terminalName}</td>
                <td class={`end ${toneOf(profit) ?? ''}`}>
                  {formatAmount(profit, currency, { sign: true })}
                </td>
                <td class="end muted wide-only">{formatTime(closedAt)}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
