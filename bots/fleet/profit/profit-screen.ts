import { type Html, html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import { PERIODS, type Period } from '../../../core/fleet/results/period.ts';
import type { Profit } from '../../../core/fleet/results/read-profit.ts';
import { calls } from '../calls.ts';
import { chosenFleetOrTell } from '../fleets/chosen-fleet.ts';
import { writeTarget } from '../commands/command-target.ts';
import { lines } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { resolveScope, type Scope } from '../scope.ts';
import { zoneLine, zoneRows } from '../time-zone-line.ts';
import { profitCalls } from './profit-calls.ts';
import type { ProfitWish } from './profit-service.ts';
import { profitText } from './profit-text.ts';

/** @param scopeText `a12` or `t7`. @throws FleetUnknownError, TerminalUnknownError */
export async function profitScreen(turn: FleetTurn, scopeText: string, period: Period): Promise<Screen> {
  const { t } = turn;
  const scope = await resolveScope(turn, scopeText);
  const profits = await turn.services.profit.read(askerOf(turn), wishOf(turn, scope, period));
  return {
    text: lines(
      titleOf(turn, scope, period),
      '',
      ...(profits.length === 0 ? [t('profit.none')] : sumLines(turn, profits)),
      '',
      zoneLine(turn),
    ),
    buttons: [
      periodRow(turn, period, (one) => profitCalls.show.with(scopeText, one)),
      ...(profits.length === 0 ? [] : [byRow(turn, scope, scopeText, period)]),
      ...zoneRows(turn),
      [
        { label: t.plain('button.refresh'), call: profitCalls.show.with(scopeText, period) },
        scope.terminalId === undefined
          ? { label: t.plain('button.home'), call: calls.home.with() }
          : { label: t.plain('button.back'), call: calls.terminal.with(scope.terminalId) },
      ],
    ],
  };
}

export function wishOf({ user }: FleetTurn, scope: Scope, period: Period): ProfitWish {
  return {
    fleetId: scope.fleetId,
    period,
    timeZone: user.timeZone,
    ...(scope.terminalId === undefined ? {} : { terminalId: scope.terminalId }),
  };
}

export function titleOf({ t }: FleetTurn, scope: Scope, period: Period): Html {
  return html`<b>${t(`profit.title.${period}`)}: ${scope.name}</b>`;
}

/** `✓ Today`, `Week`, `Month`. */
export function periodRow(
  { t }: FleetTurn,
  chosen: Period,
  callOf: (period: Period) => ReturnType<typeof profitCalls.show.with>,
): Button[] {
  return PERIODS.map((period) => ({
    label: `${period === chosen ? '✓ ' : ''}${t.plain(`profit.${period}`)}`,
    call: callOf(period),
  }));
}

/** A line a currency; what is not real money under a heading of its own. */
function sumLines(turn: FleetTurn, profits: readonly Profit[]): Html[] {
  const real = profits.filter(({ isEmulator }) => !isEmulator);
  const emulated = profits.filter(({ isEmulator }) => isEmulator);
  return [
    ...(real.length === 0 ? [turn.t('profit.noneReal')] : real.map((row) => profitText(turn, row))),
    ...(emulated.length === 0
      ? []
      : [html``, turn.t('profit.emulator'), ...emulated.map((row) => profitText(turn, row))]),
  ];
}

function byRow({ t }: FleetTurn, scope: Scope, scopeText: string, period: Period): Button[] {
  return [
    ...(scope.terminalId === undefined
      ? [
          {
            label: t.plain('profit.byTerminal'),
            call: profitCalls.by.with(scopeText, period, 'terminal', 0),
          },
        ]
      : []),
    { label: t.plain('profit.byStrategy'), call: profitCalls.by.with(scopeText, period, 'strategy', 0) },
  ];
}

export const profitCommands = [
  command({
    name: 'profit',
    description: 'command.profit',
    async run(turn) {
      const fleet = await chosenFleetOrTell(turn);
      if (fleet === undefined) return;
      turn.send(await profitScreen(turn, writeTarget({ kind: 'all', fleetId: fleet.fleetId }), 'today'));
    },
  }),
];

export const profitScreenActions = [
  onTap(profitCalls.show, async (turn, scope, period) => turn.show(await profitScreen(turn, scope, period))),
];
