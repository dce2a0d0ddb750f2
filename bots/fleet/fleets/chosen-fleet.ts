import type { Membership } from '../../../core/fleet/terminals/fleets.ts';
import { calls } from '../calls.ts';
import { askerOf, type FleetTurn } from '../kit.ts';

/**
 * The fleet that the person looks at.
 * @returns undefined when they are in none; they were told how to begin
 */
export async function chosenFleetOrTell(turn: FleetTurn): Promise<Membership | undefined> {
  const [fleet] = await turn.services.fleets.list(askerOf(turn));
  if (fleet === undefined)
    turn.send({
      text: turn.t('fleet.none'),
      buttons: [[{ label: turn.t.plain('button.add'), call: calls.add.with() }]],
    });
  return fleet;
}
