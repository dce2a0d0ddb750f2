import { TERMINAL_STATES, type TerminalState } from '../../../../core/fleet/terminals/terminal-state.ts';
import { formatAmount, formatNumber, toneOf } from '../../format/amounts.ts';
import { StatTile } from '../../parts/stat-tile.tsx';
import type { CurrencySum, FleetSums } from './fleet-rows.ts';
import { texts } from './texts.ts';

/** Sums over all terminals. A press on a state shows those in it; another shows all again. */
export function FleetTiles(props: {
  readonly sums: FleetSums;
  readonly state: TerminalState | undefined;
  readonly onState: (state: TerminalState | undefined) => void;
  readonly hasProfit: boolean;
}) {
  const { t } = texts;
  const { sums } = props;
  const states = TERMINAL_STATES.filter((state) => sums.byState[state] > 0);
  return (
    <div class="fleet-sums">
      <div class="fleet-states" role="group" aria-label={t('filter.state')}>
        {states.map((state) => (
          <button
            key={state}
            type="button"
            class={`fleet-state ${state}`}
            aria-pressed={props.state === state}
            onClick={() => props.onState(props.state === state ? undefined : state)}
          >
            <strong class="number">{formatNumber(sums.byState[state])}</strong>{' '}
            {t(`many.${state}`, { count: sums.byState[state] })}
          </button>
        ))}
      </div>
      <dl class="tiles">
        {sums.total.map(({ currency, amount }) => (
          <StatTile
            key={currency ?? ''}
            label={currency === null ? t('sum.totalNoCurrency') : t('sum.total')}
            value={formatAmount(amount, currency)}
            note={`${t('sum.available')} ${formatAmount(availableOf(sums, currency), currency, { withCurrency: false })}`}
          />
        ))}
        {props.hasProfit ? <ProfitTiles profit={sums.profit} emulated={sums.emulated} /> : null}
      </dl>
    </div>
  );
}

function availableOf(sums: FleetSums, currency: string | null): number {
  return sums.available.find((each) => each.currency === currency)?.amount ?? 0;
}

function ProfitTiles({ profit, emulated }: Pick<FleetSums, 'profit' | 'emulated'>) {
  const { t } = texts;
  const real: readonly CurrencySum[] = profit.length === 0 ? [{ currency: null, amount: 0 }] : profit;
  return (
    <>
      {real.map(({ currency, amount }) => (
        <StatTile
          key={currency ?? ''}
          label={t('sum.profit')}
          value={formatAmount(amount, currency, { sign: true })}
          tone={toneOf(amount)}
        />
      ))}
      {emulated.map(({ currency, amount }) => (
        <StatTile
          key={`emulated ${currency}`}
          label={t('sum.emulated')}
          value={formatAmount(amount, currency, { sign: true })}
          note={t('sum.emulatedNote')}
        />
      ))}
    </>
  );
}
