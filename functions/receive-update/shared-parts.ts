import { findCache } from '../../core/aws/cache-password.ts';
import { findDatabase } from '../../core/aws/find-database.ts';
import { type JsonQueue, openQueue } from '../../core/aws/queue-sender.ts';
import { remember } from '../../core/aws/remembered.ts';
import { readTelegramSecrets, type TelegramSecrets } from '../../core/aws/telegram-secrets.ts';
import { readTerminalKey } from '../../core/aws/terminal-key.ts';
import { UserStore } from '../../core/bot/users/user-store.ts';
import { type Cache, openCache } from '../../core/cache/cache.ts';
import { openValkey, type Valkey } from '../../core/cache/valkey.ts';
import { openOnce } from '../../core/database/open-once.ts';
import type { Databases } from '../../core/database/databases.ts';
import type { Database } from '../../core/database/pool.ts';
import type { ReceiveUpdateConfig } from './config.ts';

/** What the platform and the services of the bots are made of. Nothing here connects before it is asked. */
export interface SharedParts {
  readonly config: ReceiveUpdateConfig;
  readonly readSecrets: () => Promise<TelegramSecrets>;
  /** 32 bytes that seal terminals' passwords, and flows in sessions, where they are typed. */
  readonly readTerminalKey: () => Promise<Buffer>;
  readonly openDatabases: () => Promise<Databases>;
  readonly openWriter: () => Promise<Database>;
  readonly valkey: Valkey | undefined;
  readonly cache: Cache;
  readonly users: UserStore;
  /** Announces messages of the outbox. */
  readonly messagesQueue: JsonQueue;
  /** Announces runs of commands. */
  readonly commandsQueue: JsonQueue;
  readonly nowMs: () => number;
}

/** @param onCacheAway told once each time that the shared cache goes away */
export function openSharedParts(
  config: ReceiveUpdateConfig,
  onCacheAway: (reason: string) => void,
): SharedParts {
  const { read: readSecrets } = remember(() => readTelegramSecrets(config.telegram), Date.now);
  const { read: readKey } = remember(() => readTerminalKey(config.terminalKey), Date.now);
  const endpoint = findCache(config.cache);
  const valkey = endpoint === undefined ? undefined : openValkey(endpoint, onCacheAway);
  const cache = openCache({ valkey, stage: config.stage, now: Date.now, random: Math.random });
  const openDatabases = opener(config);
  const openWriter = async (): Promise<Database> => (await openDatabases()).write;
  return {
    config,
    readSecrets,
    readTerminalKey: readKey,
    openDatabases,
    openWriter,
    valkey,
    cache,
    users: new UserStore({
      openDatabase: openWriter,
      cache,
      isCacheShared: valkey !== undefined,
      readAdminChats: async () => (await readSecrets()).alarmChats,
      nowMs: Date.now,
    }),
    messagesQueue: openQueue(config.messagesQueueUrl),
    commandsQueue: openQueue(config.commandsQueueUrl),
    nowMs: Date.now,
  };
}

function opener({ database }: ReceiveUpdateConfig): () => Promise<Databases> {
  return openOnce(async () => {
    const [{ writer, reader }, { openDatabases }] = await Promise.all([
      findDatabase(database),
      // The driver is a fifth of what a cold start would load.
      import('../../core/database/databases.ts'),
    ]);
    return openDatabases({
      writer,
      reader,
      applicationName: 'receive-update',
      // One update at a time, and what it asks together.
      maxConnections: 2,
      onIdleError: () => undefined,
      now: () => performance.now(),
    });
  });
}
