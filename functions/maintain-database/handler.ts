import { join } from 'node:path';
import middy from '@middy/core';
import { pino } from 'pino';
import { deleteOldSignIns } from '../../core/api/auth/delete-old-sign-ins.ts';
import { findDatabase } from '../../core/aws/find-database.ts';
import { deleteSettledMessages } from '../../core/bot/outbox/delete-settled.ts';
import type { DatabaseEndpoint } from '../../core/database/endpoint.ts';
import { isPassiveRegion } from '../../core/database/follower.ts';
import { migrate, MigrationMissingError } from '../../core/database/migrate.ts';
import { maintainPartitions } from '../../core/database/partitions.ts';
import { type Database, openPool } from '../../core/database/pool.ts';
import { deleteOldRuns } from '../../core/fleet/commands/delete-old-runs.ts';
import { deleteLeftovers } from '../../core/fleet/terminals/delete-leftovers.ts';
import { loadConfig } from './config.ts';

/** Beside the bundle; `lib/stacks/store-stack.ts` puts it there. */
const MIGRATIONS = join(import.meta.dirname, 'migrations');

interface Maintained {
  /** Migrations that were run now. */
  readonly migrated: readonly string[];
  readonly made: number;
  readonly dropped: number;
  /** Of the outbox, settled more than a week ago. */
  readonly messagesDeleted: number;
  /** Of commands, requested more than a year ago. */
  readonly runsDeleted: number;
  /** Previewed lists, passwords of removed terminals, invitations that are over. */
  readonly leftoversDeleted: number;
  /** Sessions, tokens and keys past their time. */
  readonly signInsDeleted: number;
}

/**
 * Brings the schema to this release, makes partitions ahead, drops those past their retention and deletes old messages and commands.
 * Trigger: each deploy, before the functions that need the schema, and a schedule, each hour. Safe to repeat, to run late and beside itself:
 * migrations run once each under a lock, and rows that came before their partition wait in the default one. The database of a passive region
 * follows the other's, so there is nothing to do.
 */
const config = loadConfig();
const log = pino({ base: { function: 'maintain-database' } });

export const handler = middy(async (): Promise<Maintained> => {
  const { writer, reader } = await findDatabase(config.database);
  const database = open(writer);
  try {
    if (await isPassiveRegion(database, () => open(reader)))
      return {
        migrated: [],
        made: 0,
        dropped: 0,
        messagesDeleted: 0,
        runsDeleted: 0,
        leftoversDeleted: 0,
        signInsDeleted: 0,
      };
    const migrated = await migrateForward(writer);
    const { made, dropped } = await maintainPartitions(database, {
      now: new Date(),
      datagramLogRetentionDays: config.datagramLogRetentionDays,
      apiErrorRetentionDays: config.apiErrorRetentionDays,
    });
    const messagesDeleted = await deleteSettledMessages(database, new Date());
    const runsDeleted = await deleteOldRuns(database, new Date());
    const leftoversDeleted = await deleteLeftovers(database, new Date());
    const signInsDeleted = await deleteOldSignIns(database, new Date());
    return { migrated, made, dropped, messagesDeleted, runsDeleted, leftoversDeleted, signInsDeleted };
  } finally {
    await database.end();
  }
});

function open(endpoint: DatabaseEndpoint): Database {
  return openPool({
    endpoint,
    maxConnections: 1,
    applicationName: 'maintain-database',
    statementTimeoutMs: 240_000,
    onIdleError: () => undefined,
  });
}

/**
 * A deploy that is rolled back runs the release before it on the newer schema. That is how it must be: a migration leaves the release
 * before it working (CONTRIBUTING.md), and a failure here would leave the roll-back itself half done.
 */
async function migrateForward(writer: DatabaseEndpoint): Promise<readonly string[]> {
  try {
    return await migrate(writer, MIGRATIONS);
  } catch (error) {
    if (!(error instanceof MigrationMissingError)) throw error;
    log.warn({ reason: error.message }, 'an older release runs on a newer schema');
    return [];
  }
}
