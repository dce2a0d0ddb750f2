import type { Html } from '../../../core/bot/html.ts';
import type { Run } from '../../../core/fleet/commands/read-runs.ts';
import { commandProgressTexts } from './command-progress-texts.ts';
import { targetText } from './command-progress.ts';
import type { FleetTurn } from '../kit.ts';

/** To whom a run went, in the person's words. */
export function targetOfRun(turn: FleetTurn, { target }: Run): Html {
  return targetText(commandProgressTexts.in(turn.user.language), target);
}
