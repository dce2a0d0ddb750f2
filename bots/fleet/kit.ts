import { botKit } from '../../core/bot/define-bot.ts';
import type { Turn } from '../../core/bot/turn.ts';
import type { Asker, FleetServices } from './services.ts';
import type { FleetKey } from './texts.ts';

/** An update that the fleet bot answers. */
export type FleetTurn = Turn<FleetServices, FleetKey>;

export const { command, action, flow, bot } = botKit<FleetServices, FleetKey>();

export function askerOf(turn: FleetTurn): Asker {
  return { userId: turn.user.id, seesOwnWrites: turn.mustReadOwnWrites, now: turn.now };
}
