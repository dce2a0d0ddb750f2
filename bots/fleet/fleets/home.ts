import { formatCount } from '../../../core/bot/format/format-amount.ts';
import { type Html, html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import type { Membership } from '../../../core/fleet/terminals/fleets.ts';
import type { FleetSummary } from '../../../core/fleet/terminals/summarize-fleet.ts';
import { TERMINAL_STATES } from '../../../core/fleet/terminals/terminal-state.ts';
import { calls } from '../calls.ts';
import { writeTarget } from '../commands/command-target.ts';
import { lines, money, STATE_SIGNS } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { listCall } from '../terminals/list-query.ts';
import { alertsCalls } from '../alerts/alerts-calls.ts';
import { onTap } from '../on-tap.ts';
import { ordersCall } from '../orders/order-list.ts';
import { profitCalls } from '../profit/profit-calls.ts';
import { acceptInvitation, isInvitation } from '../sharing/accept-invite.ts';
import { sharingCalls } from '../sharing/sharing-calls.ts';

/** Where everything begins: for a newcomer what to do, for others how their fleet is. */
async function homeScreen(turn: FleetTurn): Promise<Screen> {
  const fleets = await turn.services.fleets.list(askerOf(turn));
  const [fleet] = fleets;
  if (fleet === undefined) return newcomerScreen(turn);
  if (fleet.terminals === 0 && fleet.role === 'owner') return newcomerScreen(turn, fleets);
  const summary = await turn.services.fleets.summarize(askerOf(turn), fleet.fleetId);
  return { text: overview(turn, fleet, summary), buttons: homeButtons(turn, fleets, fleet, summary) };
}

function newcomerScreen(turn: FleetTurn, fleets: readonly Membership[] = []): Screen {
  const { t } = turn;
  return {
    text: t('home.newcomer', { name: turn.user.firstName }),
    buttons: [
      [{ label: t.plain('button.add'), call: calls.add.with() }],
      [{ label: t.plain('button.import'), call: calls.importHelp.with() }],
      ...(fleets.length > 1 ? [[{ label: t.plain('button.fleets'), call: calls.fleets.with() }]] : []),
    ],
  };
}

function overview(turn: FleetTurn, fleet: Membership, summary: FleetSummary): Html {
  const { t } = turn;
  const states = TERMINAL_STATES.filter((state) => summary.byState[state] > 0).map(
    (state) =>
      html`${STATE_SIGNS[state]} ${t(`state.${state}`)}: <b>${formatCount(summary.byState[state], turn.user.language)}</b>`,
  );
  const sums = summary.money.map((sum) =>
    t(sum.currency === null ? 'home.moneyUnnamed' : 'home.money', {
      total: money(turn, sum.total, sum.currency),
      available: money(turn, sum.available, sum.currency),
    }),
  );
  return lines(
    html`<b>${fleet.fleetName}</b>${fleet.role === 'owner' ? '' : html` · ${t(`role.${fleet.role}`)}`}`,
    t('home.terminals', { count: summary.terminals }),
    '',
    ...states,
    sums.length > 0 && '',
    ...sums,
    '',
    t('home.ordersOpen', { count: summary.ordersOpen }),
  );
}

function homeButtons(
  turn: FleetTurn,
  fleets: readonly Membership[],
  fleet: Membership,
  summary: FleetSummary,
): Button[][] {
  const { t } = turn;
  const isSilent = summary.byState.silent > 0;
  const scope = writeTarget({ kind: 'all', fleetId: fleet.fleetId });
  return [
    [
      { label: t.plain('button.terminals'), call: listCall({}) },
      ...(isSilent
        ? [
            {
              label: `${STATE_SIGNS.silent} ${t.plain('button.silentOnes')}`,
              call: listCall({ state: 'silent' }),
            },
          ]
        : []),
    ],
    [
      { label: t.plain('button.orders'), call: ordersCall({ scope, which: 'o', days: 7, cursor: '' }) },
      { label: t.plain('button.profit'), call: profitCalls.show.with(scope, 'today') },
    ],
    ...(fleet.role === 'viewer'
      ? []
      : [
          [
            {
              label: t.plain('button.commandAll'),
              call: calls.commands.with(scope),
            },
            { label: t.plain('button.history'), call: calls.runs.with('', '') },
          ],
        ]),
    [
      { label: t.plain('button.groups'), call: calls.labels.with('group') },
      { label: t.plain('button.tags'), call: calls.labels.with('tag') },
    ],
    [
      { label: t.plain('button.alerts'), call: alertsCalls.open.with(fleet.fleetId) },
      { label: t.plain('button.share'), call: sharingCalls.open.with(fleet.fleetId, 0) },
    ],
    [
      { label: t.plain('button.add'), call: calls.add.with() },
      { label: t.plain('button.refresh'), call: calls.home.with() },
    ],
    ...(fleets.length > 1 || fleet.role === 'owner'
      ? [[{ label: t.plain('button.fleets'), call: calls.fleets.with() }]]
      : []),
  ];
}

/** Of the whole system, for its admins. */
async function systemLines(turn: FleetTurn): Promise<Html> {
  const { terminals, terminalsOnline, ordersOpen, lagMs } = await turn.services.readOverview();
  return turn.t('status.system', {
    terminals,
    online: terminalsOnline,
    orders: ordersOpen,
    lag: lagMs === null ? '—' : (lagMs / 1000).toFixed(1),
  });
}

export const homeCommands = [
  command({
    name: 'start',
    description: 'command.start',
    run: async (turn, payload) =>
      isInvitation(payload) ? acceptInvitation(turn, payload) : turn.send(await homeScreen(turn)),
  }),
  command({
    name: 'status',
    description: 'command.status',
    run: async (turn) => {
      const screen = await homeScreen(turn);
      if (!turn.user.isAdmin) return turn.send(screen);
      turn.send({ ...screen, text: lines(screen.text, '', await systemLines(turn)) });
    },
  }),
];

export const homeActions = [onTap(calls.home, async (turn) => turn.show(await homeScreen(turn)))];
