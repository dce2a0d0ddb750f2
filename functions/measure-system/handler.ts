import middy from '@middy/core';
import { findDatabase } from '../../core/aws/find-database.ts';
import { openQueueWatch } from '../../core/aws/queue-watch.ts';
import { openDatabases } from '../../core/database/databases.ts';
import { isPassiveRegion } from '../../core/database/follower.ts';
import { openPool } from '../../core/database/pool.ts';
import { measureSystem } from '../../core/measurements/measure-system.ts';
import { makeSystemReporter } from '../../core/measurements/report-system.ts';
import { writeMeasurement } from '../../core/measurements/write-measurement.ts';
import { loadConfig } from './config.ts';

/**
 * Writes down what no program knows of itself: the database's activity and sizes, how far the replica is behind, the queues' depths, what
 * waits in the outbox, how late the statistics are; the last also as a metric, for its alarm. Trigger: a schedule, each minute. A run too many
 * is a row too many, a run too late a gap. In a passive region there is nothing to write to.
 */
const config = loadConfig();
const queues = openQueueWatch(config.queues);
const report = makeSystemReporter(config.stage);

export const handler = middy(async (): Promise<{ readonly written: boolean }> => {
  const { writer, reader } = await findDatabase(config.database);
  const common = { applicationName: 'measure-system', maxConnections: 1, onIdleError: () => undefined };
  const databases = openDatabases({ writer, reader, ...common, now: () => performance.now() });
  try {
    if (await isPassiveRegion(databases.write, () => openPool({ endpoint: reader, ...common })))
      return { written: false };
    const now = new Date();
    const data = await measureSystem({
      writer: databases.write,
      queues,
      readReplicaLagMs: async () => {
        // Looking at it is what makes it known.
        await databases.read('recent', () => Promise.resolve());
        return databases.replicaLagMs;
      },
      databaseVcpu: config.databaseVcpu,
      now,
    });
    // First the alarm's figure: it does not need the row.
    report(data);
    const written = await writeMeasurement(databases.write, {
      source: 'system',
      instance: 'system',
      measuredAt: now,
      data,
    });
    return { written };
  } finally {
    await databases.end();
  }
});
