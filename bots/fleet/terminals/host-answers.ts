import type { Html } from '../../../core/bot/html.ts';
import { terminalName } from '../../../core/fleet/terminals/terminal-fields.ts';
import type { FleetTurn } from '../kit.ts';

/** @returns why no terminal can be there, in the person's words */
export async function checkHostAnswer(turn: FleetTurn, host: string): Promise<Html | undefined> {
  const problem = await turn.services.terminals.checkHost(host);
  return problem === undefined ? undefined : turn.t(`host.${problem}`);
}

export function checkNameAnswer(turn: FleetTurn, name: string): Html | undefined {
  return terminalName.safeParse(name).success ? undefined : turn.t('add.nameUnfit');
}

/** Below it ports belong to services of the machine; terminals are seldom there. */
const FIRST_FREE_PORT = 1024;

export function portWarning(turn: FleetTurn, port: number): Html | undefined {
  return port < FIRST_FREE_PORT ? turn.t('add.lowPort') : undefined;
}
