import type { Queryable } from '../../core/database/pool.ts';
import { randomUUID } from 'node:crypto';
import type { FleetServices } from '../../bots/fleet/services.ts';
import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import type { Databases, Freshness } from '../../core/database/databases.ts';
import {
  addFirstPresets,
  addPreset,
  changePreset,
  findPreset,
  listPresets,
  removePreset,
} from '../../core/fleet/commands/presets.ts';
import {
  findRun,
  listResults,
  listRunsOfFleet,
  listRunsOfTerminal,
} from '../../core/fleet/commands/read-runs.ts';
import { startRun, undoRun } from '../../core/fleet/commands/start-run.ts';
import { readFleetOverview } from '../../core/fleet/read-fleet-overview.ts';
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
import { chooseFleet, listMemberships, renameFleet } from '../../core/fleet/terminals/fleets.ts';
import { dropImport, planImport, runImport } from '../../core/fleet/terminals/import-terminals.ts';
import {
  findLabelled,
  labelTerminals,
  listLabels,
  removeLabel,
  renameLabel,
} from '../../core/fleet/terminals/labels.ts';
import { listTerminals } from '../../core/fleet/terminals/list-terminals.ts';
import { eraseFromFleets, exportFleets } from '../../core/fleet/terminals/personal-data.ts';
import { MAX_IMPORTED, planList } from '../../core/fleet/terminals/plan-list.ts';
import { readTerminalCard } from '../../core/fleet/terminals/read-card.ts';
import { listApiErrors, readBalanceCurve, readStrategies } from '../../core/fleet/terminals/read-feeds.ts';
import { countStates, summarizeFleet } from '../../core/fleet/terminals/summarize-fleet.ts';
import { createResultsServices } from './results-services.ts';

export interface FleetParts {
  readonly databases: Databases;
  /** Announces runs of commands. */
  readonly commandsQueue: JsonQueue;
  /** Announces messages of the outbox. */
  readonly messagesQueue: JsonQueue;
  readonly readTerminalKey: () => Promise<Buffer>;
  readonly hosts: HostRules;
}

/** What the fleet bot asks, answered by `core/fleet`: reads from the reader unless the person has just written. */
export function createFleetServices({
  databases,
  commandsQueue,
  messagesQueue,
  readTerminalKey,
  hosts,
}: FleetParts): FleetServices {
  const { write } = databases;
  const read = <T>(
    { seesOwnWrites }: { readonly seesOwnWrites: boolean },
    query: (database: Queryable) => Promise<T>,
  ): Promise<T> => {
    const freshness: Freshness = seesOwnWrites ? 'own-writes' : 'recent';
    return databases.read(freshness, query);
  };
  const starter = { database: write, queue: commandsQueue, newId: randomUUID };

  return {
    ...createResultsServices({ databases, messagesQueue }),
    readOverview: () => databases.read('recent', readFleetOverview),
    fleets: {
      list: (asker) => read(asker, (database) => listMemberships(database, asker.userId)),
      choose: (asker, fleetId) => chooseFleet(write, asker.userId, fleetId),
      rename: (asker, fleetId, name) => renameFleet(write, asker.userId, fleetId, name),
      exportOf: (userId) => databases.read('own-writes', (database) => exportFleets(database, userId)),
      eraseOf: (userId) => eraseFromFleets(write, userId),
      countStates: (asker, fleetId) =>
        read(asker, (database) => countStates(database, asker.userId, fleetId, asker.now)),
      summarize: (asker, fleetId) =>
        read(asker, (database) => summarizeFleet(database, asker.userId, fleetId, asker.now)),
    },
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
      add: async ({ userId }, newFleetName, entry) =>
        addTerminal(write, { userId, newFleetName, terminalKey: await readTerminalKey() }, entry),
      change: async ({ userId }, terminalId, change) =>
        changeTerminal(write, { userId, terminalId, terminalKey: await readTerminalKey() }, change),
      switchListening: ({ userId }, terminalId, isOn) => switchListening(write, userId, terminalId, isOn),
      remove: ({ userId, now }, terminalId) => removeTerminal(write, userId, terminalId, now),
      undoRemoval: ({ userId, now }, terminalId) => undoRemoval(write, userId, terminalId, now),
      exportCsv: (asker, fleetId) =>
        read(asker, (database) => exportTerminals(database, asker.userId, fleetId)),
    },
    labels: {
      list: (asker, fleetId, kind) =>
        read(asker, (database) => listLabels(database, asker.userId, fleetId, kind)),
      put: (_, label, terminalIds, isOn) => labelTerminals(write, label, terminalIds, isOn),
      rename: (_, label, newName) => renameLabel(write, label, newName),
      remove: (_, label) => removeLabel(write, label),
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
      run: ({ userId }, newFleetName, importId) => runImport(write, { userId, newFleetName }, importId),
      drop: ({ userId }, importId) => dropImport(write, userId, importId),
    },
    feeds: {
      listErrors: (asker, terminalId, page) =>
        read(asker, (database) => listApiErrors(database, asker.userId, terminalId, page)),
      readStrategies: (asker, terminalId) =>
        read(asker, (database) => readStrategies(database, asker.userId, terminalId)),
      readBalanceCurve: (asker, terminalId, period) =>
        read(asker, (database) =>
          readBalanceCurve(database, asker.userId, terminalId, { ...period, now: asker.now }),
        ),
    },
    commands: {
      send: ({ userId }, { follow, ...wish }) =>
        startRun(starter, {
          ...wish,
          requester: { userId },
          source: 'telegram',
          address: String(follow.chatId),
          follow,
        }),
      undo: ({ userId }, { follow, ...wish }) =>
        undoRun(starter, { ...wish, userId, source: 'telegram', address: String(follow.chatId), follow }),
      find: (asker, runId) => read(asker, (database) => findRun(database, asker.userId, runId)),
      listResults: (asker, query) =>
        read(asker, (database) => listResults(database, { ...query, userId: asker.userId })),
      listOfFleet: (asker, fleetId, after, limit) =>
        read(asker, (database) => listRunsOfFleet(database, { userId: asker.userId, fleetId, after, limit })),
      listOfTerminal: (asker, terminalId, after, limit) =>
        read(asker, (database) =>
          listRunsOfTerminal(database, { userId: asker.userId, terminalId, after, limit }),
        ),
    },
    presets: {
      list: (asker, fleetId) => read(asker, (database) => listPresets(database, asker.userId, fleetId)),
      addFirst: ({ userId }, fleetId) => addFirstPresets(write, userId, fleetId),
      find: (asker, presetId) => read(asker, (database) => findPreset(database, asker.userId, presetId)),
      add: ({ userId }, fleetId, fields) => addPreset(write, userId, fleetId, fields),
      change: ({ userId }, presetId, fields) => changePreset(write, userId, presetId, fields),
      remove: ({ userId }, presetId) => removePreset(write, userId, presetId),
    },
  };
}
