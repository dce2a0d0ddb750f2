import { MAX_NAME_CHARS } from '../../../core/fleet/terminals/terminal-fields.ts';
import type { FleetTurn } from '../kit.ts';
import { checkHostAnswer } from './host-answers.ts';

/** Questions that are the same whether a terminal is new or changed. */
export const nameStep = {
  kind: 'text',
  name: 'name',
  ask: 'add.askName',
  label: 'add.name',
  max: MAX_NAME_CHARS,
} as const;

export const hostStep = {
  kind: 'text',
  name: 'host',
  ask: 'add.askHost',
  label: 'add.host',
  // The longest name of the DNS.
  max: 253,
  check: (turn: FleetTurn, host: string) => checkHostAnswer(turn, host),
} as const;

export const portStep = {
  kind: 'number',
  name: 'port',
  ask: 'add.askPort',
  label: 'add.port',
  min: 1,
  max: 65_535,
  isWhole: true,
} as const;
