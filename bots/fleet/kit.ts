import { botKit, type Command } from '../../core/bot/define-bot.ts';
import type { Turn } from '../../core/bot/turn.ts';
import { orExplain } from './explain-refusal.ts';
import type { Asker, FleetServices } from './services.ts';
import type { FleetKey } from './texts.ts';

/** An update that the fleet bot answers. */
export type FleetTurn = Turn<FleetServices, FleetKey>;

type FleetCommand = Command<FleetServices, FleetKey>;

const kit = botKit<FleetServices, FleetKey>();
export const { action, flow, bot } = kit;

/** What the services refuse is told in a notice, as of a tap: a failed update would be tried again, and nobody would hear why. */
export function command(given: FleetCommand): FleetCommand {
  return kit.command({
    ...given,
    run: (turn, payload) => orExplain(turn, () => given.run(turn, payload)),
  });
}

export function askerOf(turn: FleetTurn): Asker {
  return {
    userId: turn.user.id,
    seesOwnWrites: turn.mustReadOwnWrites,
    now: turn.now,
    address: `${turn.bot} ${turn.chat.id}`,
  };
}
