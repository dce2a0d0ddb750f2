import * as z from 'zod';
import type { Database } from './pool.ts';

const result = z.object({ made: z.number().int(), dropped: z.number().int() });

export interface PartitionMaintenance {
  readonly now: Date;
  readonly datagramLogRetentionDays: number;
}

/** Makes the partitions of the coming days and drops those past their retention (migrations/0002_partitions.sql). */
export async function maintainPartitions(
  database: Database,
  maintenance: PartitionMaintenance,
): Promise<z.infer<typeof result>> {
  await database.query(`update partition_policies set retention_days = $1 where parent = 'datagram_log'`, [
    maintenance.datagramLogRetentionDays,
  ]);
  const { rows } = await database.query<Record<string, unknown>>(
    'select made, dropped from maintain_partitions($1)',
    [maintenance.now],
  );
  return result.parse(rows[0]);
}
