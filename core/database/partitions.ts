import * as z from 'zod';
import type { Database } from './pool.ts';

const result = z.object({ made: z.number().int(), dropped: z.number().int() });

export interface PartitionMaintenance {
  readonly now: Date;
  readonly datagramLogRetentionDays: number;
  readonly apiErrorRetentionDays: number;
}

/** Makes the partitions of the coming days and drops those past their retention (migrations/0002_partitions.sql). */
export async function maintainPartitions(
  database: Database,
  maintenance: PartitionMaintenance,
): Promise<z.infer<typeof result>> {
  await database.query(
    `update partition_policies p set retention_days = s.days
       from (values ('datagram_log', $1::integer), ('api_errors', $2)) s (parent, days) where s.parent = p.parent`,
    [maintenance.datagramLogRetentionDays, maintenance.apiErrorRetentionDays],
  );
  const { rows } = await database.query<Record<string, unknown>>(
    'select made, dropped from maintain_partitions($1)',
    [maintenance.now],
  );
  return result.parse(rows[0]);
}
