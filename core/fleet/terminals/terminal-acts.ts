import type { AddedTerminal } from './add-terminal.ts';
import type { TerminalChange } from './change-terminal.ts';
import type { Imported } from './import-terminals.ts';
import type { LabelKind } from './labels.ts';
import type { TerminalEntry } from './terminal-fields.ts';

/** What the audit tells of acts on terminals, from wherever they were asked for. */
export interface TerminalAct {
  readonly action: string;
  readonly fleetId: string;
  readonly subject: Readonly<Record<string, string | number>>;
}

interface InFleet {
  readonly fleetId: string;
}

export function addedAct(
  { terminalId, fleetId }: AddedTerminal,
  { name, host, port }: Pick<TerminalEntry, 'name' | 'host' | 'port'>,
): TerminalAct {
  return { action: 'terminal.add', fleetId, subject: { terminalId, name, host, port } };
}

/** What was changed, not into what, since a password may be among it. */
export function changedAct(terminalId: number, change: TerminalChange, { fleetId }: InFleet): TerminalAct {
  const { isEnabled, ...rest } = change;
  const fields = Object.keys(rest);
  if (isEnabled !== undefined && fields.length === 0)
    return { action: isEnabled ? 'terminal.resume' : 'terminal.pause', fleetId, subject: { terminalId } };
  const all = isEnabled === undefined ? fields : [...fields, 'isEnabled'];
  return { action: 'terminal.change', fleetId, subject: { terminalId, fields: all.join(',') } };
}

export function removedAct(terminalId: number, { fleetId }: InFleet): TerminalAct {
  return { action: 'terminal.remove', fleetId, subject: { terminalId } };
}

export function restoredAct(terminalId: number, { fleetId }: InFleet): TerminalAct {
  return { action: 'terminal.undo-remove', fleetId, subject: { terminalId } };
}

export function importedAct({ added, changed, fleetId }: Imported): TerminalAct {
  return { action: 'terminal.import', fleetId, subject: { added, changed } };
}

export interface Relabelled extends InFleet {
  readonly terminals: number;
}

/** @param on labels that were put on, each as `group Long`; `off`: those taken off */
export function labelledAct(
  { fleetId, terminals }: Relabelled,
  { on, off }: Readonly<Record<'on' | 'off', readonly string[]>>,
): TerminalAct {
  return {
    action: 'terminal.label',
    fleetId,
    subject: { terminals, on: on.join(', '), off: off.join(', ') },
  };
}

export function labelRenamedAct(
  kind: LabelKind,
  { fleetId, terminals }: Relabelled,
  name: string,
  newName: string,
): TerminalAct {
  return { action: `${kind}.rename`, fleetId, subject: { name, newName, terminals } };
}

export function labelRemovedAct(
  kind: LabelKind,
  { fleetId, terminals }: Relabelled,
  name: string,
): TerminalAct {
  return { action: `${kind}.remove`, fleetId, subject: { name, terminals } };
}
