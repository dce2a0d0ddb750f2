import { writeTarget } from '../commands/command-target.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { profitScreen } from '../profit/profit-screen.ts';
import { cardScreen } from '../terminals/terminal-card.ts';
import { openList } from '../terminals/terminal-list.ts';
import type { ListQuery } from '../terminals/list-query.ts';
import { alertsCalls } from './alerts-calls.ts';
import { alertSettingsScreen } from './settings-screen.ts';

/** Lists show the chosen fleet, and an alert may be of another one. */
async function openListOf(turn: FleetTurn, fleetId: string, query: ListQuery): Promise<void> {
  await turn.services.fleets.choose(askerOf(turn), fleetId);
  turn.hasWritten();
  await openList(turn, query, 'send');
}

/** What the buttons under an alert open. */
export const fromAlertActions = [
  onTap(alertsCalls.fromTerminal, async (turn, terminalId) => turn.send(await cardScreen(turn, terminalId))),
  onTap(alertsCalls.fromSilent, (turn, fleetId) => openListOf(turn, fleetId, { state: 'silent' })),
  onTap(alertsCalls.fromFleet, (turn, fleetId) => openListOf(turn, fleetId, {})),
  onTap(alertsCalls.fromProfit, async (turn, fleetId) =>
    turn.send(await profitScreen(turn, writeTarget({ kind: 'all', fleetId }), 'today')),
  ),
  onTap(alertsCalls.fromSettings, async (turn, fleetId) =>
    turn.send(await alertSettingsScreen(turn, fleetId)),
  ),
];
