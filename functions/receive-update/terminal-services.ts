import { randomUUID } from 'node:crypto';
import type { Asker, FleetServices } from '../../bots/fleet/services.ts';
import { auditedBy } from '../../core/bot/note-act.ts';
import type { Databases } from '../../core/database/databases.ts';
import type { Queryable } from '../../core/database/pool.ts';
import { addTerminal } from '../../core/fleet/terminals/add-terminal.ts';
import {
  changeTerminal,
  isAddressTaken,
  isNameTaken,
  removeTerminal,
  switchListening,
  undoRemoval,
} from '../../core/fleet/terminals/change-terminal.ts';
import { checkHost, type HostRules } from '../../core/fleet/terminals/check-host.ts';
import { exportTerminals } from '../../core/fleet/terminals/export-terminals.ts';
import { dropImport, planImport, runImport } from '../../core/fleet/terminals/import-terminals.ts';
import {
  findLabelled,
  labelTerminals,
  listLabels,
  removeLabel,
  renameLabel,
} from '../../core/fleet/terminals/labels.ts';
import { listTerminals } from '../../core/fleet/terminals/list-terminals.ts';
import { MAX_IMPORTED, planList } from '../../core/fleet/terminals/plan-list.ts';
import { readTerminalCard } from '../../core/fleet/terminals/read-card.ts';
import {
  addedAct,
  changedAct,
  importedAct,
  labelledAct,
  labelRemovedAct,
  labelRenamedAct,
  removedAct,
  restoredAct,
} from '../../core/fleet/terminals/terminal-acts.ts';
import { actorOf, note } from './note-acts.ts';

export interface TerminalParts {
  readonly databases: Databases;
  readonly readTerminalKey: () => Promise<Buffer>;
  readonly hosts: HostRules;
}

/** Terminals, their groups and tags, and lists of them, answered by `core/fleet`. */
export function createTerminalServices({
  databases,
  readTerminalKey,
  hosts,
}: TerminalParts): Pick<FleetServices, 'terminals' | 'labels' | 'imports'> {
  const { write } = databases;
  const read = <T>({ seesOwnWrites }: Asker, query: (database: Queryable) => Promise<T>): Promise<T> =>
    databases.read(seesOwnWrites ? 'own-writes' : 'recent', query);

  return {
    terminals: {
      list: (asker, fleetId, page) =>
        read(asker, (database) =>
          listTerminals(database, asker.userId, fleetId, { ...page, now: asker.now }),
        ),
      readCard: (asker, terminalId) =>
        read(asker, (database) => readTerminalCard(database, asker.userId, terminalId, asker.now)),
      checkHost: (host) => checkHost(host, hosts),
      // What a person is told here is decided by the write later; the newest state spares them a surprise.
      isNameTaken: (asker, name) => isNameTaken(write, asker.userId, name),
      isAddressTaken: (host, port, exceptId) => isAddressTaken(write, host, port, exceptId),
      add: async (asker, newFleetName, entry) =>
        addTerminal(
          write,
          { userId: asker.userId, newFleetName, terminalKey: await readTerminalKey() },
          entry,
          {},
          note(asker, (added) => addedAct(added, entry)),
        ),
      change: async (asker, terminalId, change) =>
        changeTerminal(
          write,
          { userId: asker.userId, terminalId, terminalKey: await readTerminalKey() },
          change,
          note(asker, (inFleet) => changedAct(terminalId, change, inFleet)),
        ),
      switchListening: (asker, terminalId, isOn) =>
        switchListening(
          write,
          asker.userId,
          terminalId,
          isOn,
          note(asker, (inFleet) => changedAct(terminalId, { isEnabled: isOn }, inFleet)),
        ),
      remove: (asker, terminalId) =>
        removeTerminal(
          write,
          asker.userId,
          terminalId,
          asker.now,
          note(asker, (inFleet) => removedAct(terminalId, inFleet)),
        ),
      undoRemoval: (asker, terminalId) =>
        undoRemoval(
          write,
          asker.userId,
          terminalId,
          asker.now,
          note(asker, (inFleet) => restoredAct(terminalId, inFleet)),
        ),
      exportCsv: (asker, fleetId) =>
        auditedBy(write, actorOf(asker), { action: 'terminal.export', fleetId }, (session) =>
          exportTerminals(session, asker.userId, fleetId),
        ),
    },
    labels: {
      list: (asker, fleetId, kind) =>
        read(asker, (database) => listLabels(database, asker.userId, fleetId, kind)),
      put: (asker, label, terminalIds, isOn) => {
        const words = [`${label.kind} ${label.name}`];
        const labels = isOn ? { on: words, off: [] } : { on: [], off: words };
        return labelTerminals(
          write,
          label,
          terminalIds,
          isOn,
          note(asker, (done) => labelledAct(done, labels)),
        );
      },
      rename: (asker, label, newName) =>
        renameLabel(
          write,
          label,
          newName,
          note(asker, (terminals) =>
            labelRenamedAct(label.kind, { ...label, terminals }, label.name, newName),
          ),
        ),
      remove: (asker, label) =>
        removeLabel(
          write,
          label,
          note(asker, (terminals) => labelRemovedAct(label.kind, { ...label, terminals }, label.name)),
        ),
      findLabelled: (asker, label, terminalIds) =>
        read(asker, (database) => findLabelled(database, label, terminalIds)),
    },
    imports: {
      plan: async ({ userId }, csv) => {
        const terminalKey = await readTerminalKey();
        // The CSV parser is for imports only.
        const { readTerminalsCsv } = await import('../../core/fleet/terminals/read-terminals-csv.ts');
        return planList(readTerminalsCsv(csv, MAX_IMPORTED), hosts, (lines) =>
          planImport(write, { userId, terminalKey }, randomUUID(), lines),
        );
      },
      run: (asker, newFleetName, importId) =>
        runImport(write, { userId: asker.userId, newFleetName }, importId, note(asker, importedAct)),
      drop: ({ userId }, importId) => dropImport(write, userId, importId),
    },
  };
}
