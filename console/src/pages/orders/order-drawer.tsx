import type * as z from 'zod';
import { orderDetails } from '../../../../core/api/orders/order-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAmount, formatExact, toneOf } from '../../format/amounts.ts';
import { formatExactTime } from '../../format/times.ts';
import { Badge } from '../../parts/badge.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Loaded } from '../../parts/states.tsx';
import { isOrderField, ORDER_FIELDS } from './order-fields.ts';
import type { Order } from './order-list.ts';
import { durationOf, formatPercent } from './order-table-columns.tsx';
import { texts } from './texts.ts';
import { TradeChart } from './trade-chart.tsx';

type Details = z.infer<typeof orderDetails>;

/** Everything that is known of one order. */
export function OrderDrawer(props: {
  /** `terminal/order`. */
  readonly address: string;
  /** As the list has it, which is newer than what was read. */
  readonly listed: Order | undefined;
  readonly onClose: () => void;
}) {
  const { t } = texts;
  const { address, listed } = props;
  const details = useResource(
    (signal) => api({ path: `/api/orders/${address}`, answer: orderDetails, signal }),
    // What changes the order is worth reading it again.
    [address, listed?.status, listed?.profit, listed?.closedAt],
  );
  const order = listed ?? details.data.value?.order;
  return (
    <Dialog
      title={t('details', { symbol: order?.symbol ?? '', id: address.split('/')[1] ?? '' })}
      size="drawer"
      onClose={props.onClose}
    >
      {order === undefined ? null : <Summary order={order} />}
      <Loaded resource={details}>
        {({ groups, hasChart }) => (
          <>
            <section class="order-group">
              <h3>{t('chart')}</h3>
              {hasChart ? (
                <TradeChart address={address} symbol={order?.symbol ?? ''} />
              ) : (
                <p class="muted">{t('chartNone')}</p>
              )}
            </section>
            {groups.map((group) => (
              <Group key={group.group} group={group} currency={order?.currency ?? null} />
            ))}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

function Summary({ order }: { readonly order: Order }) {
  const { t } = texts;
  const { profit, profitPercent, currency, status, isShort, isEmulator, terminalId, terminalName } = order;
  return (
    <div class="stack">
      <div class="order-summary">
        <span class={`amount ${toneOf(profit) ?? ''}`}>{formatAmount(profit, currency, { sign: true })}</span>
        <span class={toneOf(profitPercent)}>{formatPercent(profitPercent)}</span>
        <Badge tone={status === 'Open' ? 'accent' : 'idle'}>{t(`status.${status}`)}</Badge>
        <Badge>{t(isShort ? 'short' : 'long')}</Badge>
        {isEmulator ? <Badge tone="warn">{t('sumEmulator')}</Badge> : null}
      </div>
      <dl class="facts">
        <dt>{t('detailsTerminal')}</dt>
        <dd>
          <a href={`/terminals/${terminalId}`}>{terminalName}</a>
        </dd>
        <dt>{t('column.duration')}</dt>
        <dd>{durationOf(order)}</dd>
      </dl>
    </div>
  );
}

function Group(props: { readonly group: Details['groups'][number]; readonly currency: string | null }) {
  const { t } = texts;
  const { group, fields } = props.group;
  return (
    <section class="order-group">
      <h3>{t(`group.${group}`)}</h3>
      <dl class="facts">
        {fields.map(({ column, value }) => (
          <>
            <dt key={column}>{isOrderField(column) ? t(`field.${column}`) : column}</dt>
            <dd class="number-text">{writeField(column, value, props.currency)}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function writeField(column: string, value: string | boolean, currency: string | null): string {
  const { t } = texts;
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (column === 'status') return statusWord(value);
  switch (isOrderField(column) ? ORDER_FIELDS[column] : 'text') {
    case 'time':
      return formatExactTime(value);
    case 'seconds':
      return Number(value) > 0 ? formatExactTime(Number(value) * 1_000) : '0';
    case 'amount':
      return currency === null ? formatExact(value) : `${formatExact(value)} ${currency}`;
    case 'number':
      return formatExact(value);
    case 'percent':
      return formatPercent(value);
    case 'flag':
      return t(value === 'true' ? 'yes' : 'no');
    case 'text':
      return value;
  }
}

const STATUSES = ['Open', 'Closed', 'Cancelled'] as const;

/** A newer terminal may know states that this page does not. */
function statusWord(status: string): string {
  const known = STATUSES.find((each) => each === status);
  return known === undefined ? status : texts.t(`status.${known}`);
}
