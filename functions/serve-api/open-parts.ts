import { randomBytes, randomUUID } from 'node:crypto';
import type { ApiParts } from '../../core/api/call.ts';
import { findCache } from '../../core/aws/cache-password.ts';
import { findDatabase } from '../../core/aws/find-database.ts';
import { openQueue } from '../../core/aws/queue-sender.ts';
import { remember } from '../../core/aws/remembered.ts';
import { readTelegramSecrets } from '../../core/aws/telegram-secrets.ts';
import { openValkey } from '../../core/cache/valkey.ts';
import { type Databases, openDatabases } from '../../core/database/databases.ts';
import { openTurnGuard } from '../../core/guard/turn-guard.ts';
import type { ServeApiConfig } from './config.ts';

/** What the routes work with. Nothing here connects before it is asked. */
export function openParts(config: ServeApiConfig, onCacheAway: (reason: string) => void): ApiParts {
  const cache = findCache(config.cache);
  const valkey = cache === undefined ? undefined : openValkey(cache, onCacheAway);
  const telegram = remember(() => readTelegramSecrets(config.telegram), Date.now);
  return {
    openDatabases: opener(config),
    commandsQueue: openQueue(config.commandsQueueUrl),
    guard: openTurnGuard({ valkey, stage: config.stage }),
    isBehindEdge: config.originSecretArn !== undefined,
    hasDevLogin: config.hasDevLogin,
    isAdministrator: async (userId) => (await telegram.read()).alarmChats.includes(String(userId)),
    newId: randomUUID,
    randomBytes: (count) => randomBytes(count),
    now: () => new Date(),
  };
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
