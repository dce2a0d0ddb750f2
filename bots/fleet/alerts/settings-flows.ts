import * as z from 'zod';
import type { ChoiceOption } from '../../../core/bot/flow.ts';
import { orExplain } from '../explain-refusal.ts';
import { askerOf, flow, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { alertsCalls } from './alerts-calls.ts';
import { changeSettings } from './settings-screen.ts';

const USUAL_CURRENCIES = ['USDT', 'USDC', 'BTC'];
/** As `alert_settings` keeps them. */
const CURRENCY_CHARS = 10;
/** A bitcoin's hundredth of a per mille; below it the amount would be written with an exponent. */
const LEAST_LOSS = 0.00001;
const MOST_LOSS = 1_000_000_000;

/** What the fleet's orders of this month were paid in, then what is usual. */
async function currencyOptions(
  turn: FleetTurn,
  { fleetId }: { readonly fleetId?: string },
): Promise<ChoiceOption[]> {
  const profits =
    fleetId === undefined
      ? []
      : await turn.services.profit.read(askerOf(turn), {
          fleetId,
          period: 'month',
          timeZone: turn.user.timeZone,
        });
  const seen = profits.flatMap(({ currency }) => (currency === null ? [] : [currency]));
  return [...new Set([...seen, ...USUAL_CURRENCIES])]
    .filter((currency) => currency.length <= CURRENCY_CHARS)
    .map((currency) => ({ value: currency, label: currency }));
}

/** A loss is told when the day's result of all terminals is below it. */
export const lossFlow = flow({
  id: 'aloss',
  answers: z.object({ fleetId: z.string(), currency: z.string(), limit: z.number() }),
  steps: [
    {
      kind: 'choice',
      name: 'currency',
      ask: 'alerts.askCurrency',
      options: currencyOptions,
    },
    {
      kind: 'number',
      name: 'limit',
      ask: 'alerts.askLimit',
      min: LEAST_LOSS,
      max: MOST_LOSS,
    },
  ],
  commit: (turn, { fleetId, currency, limit }) =>
    orExplain(turn, () =>
      changeSettings(turn, fleetId, { lossCurrency: currency, lossLimit: String(limit) }),
    ),
});

/** What happens meanwhile is told in one message when they end. */
export const quietFlow = flow({
  id: 'aquiet',
  answers: z.object({ fleetId: z.string(), from: z.string(), to: z.string() }),
  steps: [
    { kind: 'time', name: 'from', ask: 'alerts.askQuietFrom' },
    {
      kind: 'time',
      name: 'to',
      ask: 'alerts.askQuietTo',
      check: (turn, to, { from }) => (to === from ? turn.t('alerts.quietSame') : undefined),
    },
  ],
  commit: (turn, { fleetId, from, to }) =>
    orExplain(turn, () => changeSettings(turn, fleetId, { quiet: { from, to } })),
});

export const settingsFlows = [lossFlow, quietFlow];

export const settingsFlowActions = [
  onTap(alertsCalls.loss, (turn, fleetId) => turn.start(lossFlow, { fleetId })),
  onTap(alertsCalls.quiet, (turn, fleetId) => turn.start(quietFlow, { fleetId })),
];
