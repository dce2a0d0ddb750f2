import { useMemo } from 'preact/hooks';
import { formatAmount, toneOf } from '../../format/amounts.ts';
import { Badge } from '../../parts/badge.tsx';
import type { Order } from './order-list.ts';
import { sumOrders } from './order-sums.ts';
import { texts } from './texts.ts';

/** Sums of what is shown, each currency apart and the emulator's money apart. */
export function OrderSums({ rows, isWhole }: { readonly rows: readonly Order[]; readonly isWhole: boolean }) {
  const { t } = texts;
  const sums = useMemo(() => sumOrders(rows), [rows]);
  if (rows.length === 0) return null;
  return (
    <div class="orders-sums">
      <span class="muted">{t(isWhole ? 'shown' : 'shownMore', { count: rows.length })}</span>
      {sums.map(({ currency, isEmulator, profit, spent }) => (
        <span key={`${currency} ${isEmulator}`} class="orders-sum number">
          {isEmulator ? <Badge tone="warn">{t('sumEmulator')}</Badge> : null}
          <span>
            <strong class={toneOf(profit)}>
              {t('sumProfit', { amount: formatAmount(profit, currency, { sign: true }) })}
            </strong>
            <span class="muted"> · {t('sumSpent', { amount: formatAmount(spent, currency) })}</span>
            {currency === null ? <span class="muted"> · {t('currencyUnknown')}</span> : null}
          </span>
        </span>
      ))}
    </div>
  );
}
