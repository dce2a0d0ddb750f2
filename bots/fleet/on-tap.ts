import type { Action, ActionArgs } from '../../core/bot/action.ts';
import type { FleetServices } from './services.ts';
import type { CallSpec } from './calls.ts';
import { orExplain } from './explain-refusal.ts';
import { action, type FleetTurn } from './kit.ts';
import type { FleetKey } from './texts.ts';

/** What a tap on the button does; what the services refuse is told in a notice. */
export function onTap<A extends ActionArgs>(
  call: CallSpec<A>,
  run: (turn: FleetTurn, ...args: A) => Promise<void> | void,
): Action<FleetServices, FleetKey, A> {
  return action(call.id, call.args, (turn, ...args) => orExplain(turn, () => run(turn, ...args)));
}
