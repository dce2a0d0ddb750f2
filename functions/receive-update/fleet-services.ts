import { randomUUID } from 'node:crypto';
import type { FleetServices } from '../../bots/fleet/services.ts';
import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import { auditedBy } from '../../core/bot/note-act.ts';
import type { Databases, Freshness } from '../../core/database/databases.ts';
import type { Queryable } from '../../core/database/pool.ts';
import { firstPresetsAct, presetAct } from '../../core/fleet/commands/preset-acts.ts';
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
import type { HostRules } from '../../core/fleet/terminals/check-host.ts';
import { chooseFleet, listMemberships, renameFleet } from '../../core/fleet/terminals/fleets.ts';
import { eraseFromFleets, exportFleets } from '../../core/fleet/terminals/personal-data.ts';
import { listApiErrors, readBalanceCurve, readStrategies } from '../../core/fleet/terminals/read-feeds.ts';
import { countStates, summarizeFleet } from '../../core/fleet/terminals/summarize-fleet.ts';
import { actorOf, note } from './note-acts.ts';
import { createResultsServices } from './results-services.ts';
import { createTerminalServices } from './terminal-services.ts';

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
    ...createTerminalServices({ databases, readTerminalKey, hosts }),
    readOverview: () => databases.read('recent', readFleetOverview),
    fleets: {
      list: (asker) => read(asker, (database) => listMemberships(database, asker.userId)),
      choose: (asker, fleetId) => chooseFleet(write, asker.userId, fleetId),
      rename: (asker, fleetId, name) =>
        auditedBy(write, actorOf(asker), { action: 'fleet.rename', fleetId, subject: { name } }, (session) =>
          renameFleet(session, asker.userId, fleetId, name),
        ),
      exportOf: (userId) => databases.read('own-writes', (database) => exportFleets(database, userId)),
      eraseOf: (userId) => eraseFromFleets(write, userId),
      countStates: (asker, fleetId) =>
        read(asker, (database) => countStates(database, asker.userId, fleetId, asker.now)),
      summarize: (asker, fleetId) =>
        read(asker, (database) => summarizeFleet(database, asker.userId, fleetId, asker.now)),
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
      addFirst: (asker, fleetId) =>
        addFirstPresets(
          write,
          asker.userId,
          fleetId,
          note(asker, (presets) => firstPresetsAct(fleetId, presets)),
        ),
      find: (asker, presetId) => read(asker, (database) => findPreset(database, asker.userId, presetId)),
      add: (asker, fleetId, fields) =>
        addPreset(
          write,
          asker.userId,
          fleetId,
          fields,
          note(asker, (done) => presetAct('preset.add', done)),
        ),
      change: (asker, presetId, fields) =>
        changePreset(
          write,
          asker.userId,
          presetId,
          fields,
          note(asker, (done) => presetAct('preset.change', done)),
        ),
      remove: (asker, presetId) =>
        removePreset(
          write,
          asker.userId,
          presetId,
          note(asker, (done) => presetAct('preset.remove', done)),
        ),
    },
  };
}
