import type { ComponentChildren } from 'preact';
import { formatAmount, formatNumber, formatShare, NOTHING, toneOf } from '../../format/amounts.ts';
import { formatDuration } from '../../format/times.ts';
import { StatTile } from '../../parts/stat-tile.tsx';
import { compareAmounts } from './compare-results.ts';
import type { CurrencyOverview } from './read-statistics.ts';
import { texts } from './texts.ts';

/** What the period brought, each figure beside that of the period before. */
export function OverviewTiles({ overview }: { readonly overview: CurrencyOverview }) {
  const { t } = texts;
  const { currency, result, sequence, openOrders } = overview;
  // Of nothing there is no rate and no average.
  const previous = overview.previous?.orders === 0 ? null : overview.previous;
  const money = (amount: string | null | undefined): string => formatAmount(amount, currency, { sign: true });
  const before = (value: string): string => t('before', { value });
  const fall = sequence?.drawdown;
  return (
    <dl class="tiles">
      <StatTile
        label={t('profit')}
        value={money(result.profit)}
        tone={toneOf(result.profit)}
        note={
          previous === null ? undefined : (
            <>
              {before(money(previous.profit))} <Change now={result.profit} before={previous.profit} />
            </>
          )
        }
      />
      <StatTile
        label={t('orders')}
        value={formatNumber(result.orders)}
        note={
          <Lines>
            {overview.previous?.orders === 0 ? before(t('calendarNone')) : null}
            {previous === null ? null : (
              <>
                {before(formatNumber(previous.orders))}{' '}
                <Change now={result.orders} before={previous.orders} isNeutral />
              </>
            )}
            {t('openNow', { count: openOrders })}
          </Lines>
        }
      />
      <StatTile
        label={t('winRate')}
        value={formatShare(result.winRate / 100)}
        note={
          <Lines>
            {previous === null ? null : before(formatShare(previous.winRate / 100))}
            {t('winsLosses', { wins: result.wins, losses: result.losses })}
          </Lines>
        }
      />
      <StatTile
        label={t('profitFactor')}
        value={factorOf(result.profitFactor)}
        note={
          <Lines>
            {previous === null ? null : before(factorOf(previous.profitFactor))}
            {result.profitFactor === null ? t('profitFactorNone') : null}
          </Lines>
        }
      />
      <StatTile
        label={t('roi')}
        value={shareOf(result.roi)}
        tone={toneOf(result.roi)}
        note={
          <Lines>
            {previous === null ? null : before(shareOf(previous.roi))}
            {`${t('spent')}: ${formatAmount(result.spent, currency)}`}
          </Lines>
        }
      />
      <StatTile
        label={t('average')}
        value={money(result.averageProfit)}
        tone={toneOf(result.averageProfit)}
        note={
          <Lines>
            {previous === null ? null : before(money(previous.averageProfit))}
            {`${t('duration')}: ${formatDuration(result.averageDurationS * 1_000)}`}
          </Lines>
        }
      />
      <StatTile
        label={t('drawdown')}
        value={fall === undefined ? NOTHING : formatAmount(fall.amount, currency)}
        note={
          fall === undefined
            ? t('notComputed')
            : fall.percentOfPeak === null
              ? Number(fall.amount) > 0
                ? t('drawdownFromNothing')
                : undefined
              : t('drawdownOfPeak', { share: formatShare(fall.percentOfPeak / 100) })
        }
      />
      <StatTile
        label={t('extremes')}
        value={
          sequence === null ? (
            NOTHING
          ) : (
            <Lines>
              <span class={toneOf(sequence.best)}>{money(sequence.best)}</span>
              <span class={toneOf(sequence.worst)}>{money(sequence.worst)}</span>
            </Lines>
          )
        }
        note={
          sequence === null
            ? t('notComputed')
            : `${t('runs')}: ${t('runsValue', { wins: sequence.longestWins, losses: sequence.longestLosses })}`
        }
      />
    </dl>
  );
}

function Lines({ children }: { readonly children: ComponentChildren }) {
  const lines = (Array.isArray(children) ? children : [children]).filter(
    (line) => line !== null && line !== undefined,
  );
  return (
    <>
      {lines.map((line: ComponentChildren, index) => (
        <div key={index}>{line}</div>
      ))}
    </>
  );
}

function Change(props: {
  readonly now: string | number;
  readonly before: string | number;
  /** Neither more nor less is better. */
  readonly isNeutral?: boolean;
}) {
  const { difference, share } = compareAmounts(props.now, props.before);
  if (share === null || share === 0) return null;
  return (
    <span class={props.isNeutral === true ? undefined : toneOf(difference)}>
      ({formatNumber(share, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' })})
    </span>
  );
}

export function factorOf(factor: number | null): string {
  return formatNumber(factor, { maximumFractionDigits: 2 });
}

/** @param percent 1.5 is 1.5 % */
export function shareOf(percent: number | null): string {
  return formatNumber(percent === null ? null : percent / 100, {
    style: 'percent',
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  });
}
