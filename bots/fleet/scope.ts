import type { Html } from '../../core/bot/html.ts';
import { html } from '../../core/bot/html.ts';
import { FleetUnknownError } from '../../core/fleet/terminals/fleets.ts';
import { readTarget } from './commands/command-target.ts';
import { askerOf, type FleetTurn } from './kit.ts';

/** What orders and profits are shown of: a fleet, or one terminal of it. */
export interface Scope {
  readonly fleetId: string;
  readonly terminalId: number | undefined;
  readonly name: Html;
}

/**
 * @param text `a12` or `t7`, as buttons carry it: the fleet stands in it, since the person may look at another one when they tap
 * @throws FleetUnknownError, TerminalUnknownError
 */
export async function resolveScope(turn: FleetTurn, text: string): Promise<Scope> {
  const target = readTarget(text);
  if (target?.kind === 'terminal') {
    const { terminalId, fleetId, name } = await turn.services.terminals.readCard(
      askerOf(turn),
      target.terminalId,
    );
    return { fleetId, terminalId, name: html`${name}` };
  }
  const fleets = await turn.services.fleets.list(askerOf(turn));
  const fleet = fleets.find(({ fleetId }) => target?.kind === 'all' && target.fleetId === fleetId);
  if (fleet === undefined) throw new FleetUnknownError('no such fleet');
  return { fleetId: fleet.fleetId, terminalId: undefined, name: html`${fleet.fleetName}` };
}
