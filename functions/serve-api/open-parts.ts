import { randomBytes, randomUUID } from 'node:crypto';
import type { ApiParts } from '../../core/api/call.ts';
import { findCache } from '../../core/aws/cache-password.ts';
import { findDatabase } from '../../core/aws/find-database.ts';
import { openQueue } from '../../core/aws/queue-sender.ts';
import { openQueueWatch } from '../../core/aws/queue-watch.ts';
import { openRecordsQueue } from '../../core/aws/open-records-queue.ts';
import { remember } from '../../core/aws/remembered.ts';
import { readTelegramSecrets } from '../../core/aws/telegram-secrets.ts';
import { readTerminalKey } from '../../core/aws/terminal-key.ts';
import { administratorsOf } from '../../core/api/auth/administrators.ts';
import { UserStore } from '../../core/bot/users/user-store.ts';
import { openCache } from '../../core/cache/cache.ts';
import { probeCache } from '../../core/cache/probe-cache.ts';
import { openValkey } from '../../core/cache/valkey.ts';
import { type Databases, openDatabases } from '../../core/database/databases.ts';
import { openOnce } from '../../core/database/open-once.ts';
import { resolveBySystem } from '../../core/fleet/terminals/check-host.ts';
import { openTurnGuard } from '../../core/guard/turn-guard.ts';
import type { ServeApiConfig } from './config.ts';
import { openFleetBot } from './open-fleet-bot.ts';

/** Of one name; a person waits for it, and a list has many. */
const RESOLVE_TIMEOUT_MS = 2_000;

/** What the routes work with. Nothing here connects before it is asked. */
export function openParts(config: ServeApiConfig, onCacheAway: (reason: string) => void): ApiParts {
  const cache = findCache(config.cache);
  const valkey = cache === undefined ? undefined : openValkey(cache, onCacheAway);
  const telegram = remember(() => readTelegramSecrets(config.telegram), Date.now);
  const openDatabasesOnce = opener(config);
  return {
    openDatabases: openDatabasesOnce,
    commandsQueue: openQueue(config.commandsQueueUrl),
    system: {
      queues: openQueueWatch(config.queues),
      probeCache: () => probeCache(valkey, () => performance.now()),
      sendRecords: openRecordsQueue(config.recordsQueueUrl),
      alarms: { stage: config.stage, readStates: openAlarms(config.alarms) },
    },
    guard: openTurnGuard({ valkey, stage: config.stage }),
    liveTable: openTickets(config.socketsTable),
    readTerminalKey: remember(() => readTerminalKey(config.terminalKey), Date.now).read,
    hosts: {
      networks: config.terminalNetworks,
      resolve: resolveBySystem,
      timeoutMs: RESOLVE_TIMEOUT_MS,
    },
    isBehindEdge: config.originSecretArn !== undefined,
    hasDevLogin: config.hasDevLogin,
    isAdministrator: administratorsOf({
      hasDevLogin: config.hasDevLogin,
      readAlarmChats: async () => (await telegram.read()).alarmChats,
    }),
    fleetBot: openFleetBot({
      readToken: async () => (await telegram.read()).tokens.fleet,
      apiRoot: config.telegramApiRoot,
      nowMs: Date.now,
    }),
    users: new UserStore({
      openDatabase: async () => (await openDatabasesOnce()).write,
      cache: openCache({ valkey, stage: config.stage, now: Date.now, random: Math.random }),
      isCacheShared: valkey !== undefined,
      readAdminChats: async () => (await telegram.read()).alarmChats,
      nowMs: Date.now,
    }),
    joinMessages: async (owner, accepted, newcomer, key) => {
      // The texts of the bot: somebody comes in once a month.
      const { joinMessages } = await import('../../bots/fleet/sharing/join-message.ts');
      return joinMessages(owner, accepted, { ...newcomer, bot: 'fleet' }, key);
    },
    newId: randomUUID,
    randomBytes: (count) => randomBytes(count),
    now: () => new Date(),
  };
}

/** The SDK is loaded when it is asked: a cold start that reads a list needs none. */
async function openDynamo() {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  return new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
  });
}

function openTickets(tableName: string): ApiParts['liveTable'] {
  const open = openOnce(async () => {
    const [client, { openLiveTable }] = await Promise.all([
      openDynamo(),
      import('../../core/aws/live-table.ts'),
    ]);
    return openLiveTable(client, tableName, await client.config.region());
  });
  return {
    putTicket: async (hash, owner, expiresAtMs) => (await open()).putTicket(hash, owner, expiresAtMs),
  };
}

function openAlarms({
  table,
  regions,
}: ServeApiConfig['alarms']): ApiParts['system']['alarms']['readStates'] {
  const open = openOnce(async () => {
    const [client, { openAlarmStates }] = await Promise.all([
      openDynamo(),
      import('../../core/aws/alarm-states.ts'),
    ]);
    return openAlarmStates(client, table);
  });
  return async () => (await open()).read(regions);
}

function opener({ database }: ServeApiConfig): () => Promise<Databases> {
  let opened: Promise<Databases> | undefined;
  const open = async (): Promise<Databases> =>
    openDatabases({
      ...(await findDatabase(database)),
      applicationName: 'serve-api',
      // One request at a time.
      maxConnections: 1,
      onIdleError: () => undefined,
      now: () => performance.now(),
    });
  return () => {
    // A secret that could not be read is asked for again at the next request.
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
