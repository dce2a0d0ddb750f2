import { CfnDBClusterParameterGroup } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { Stage } from '../stage-schema.ts';

/** Milliseconds a statement may take where the program says nothing (the onboarding guide's 30 s). */
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_MS = 60_000;
/** A frozen function cannot close its connection when Lambda ends it; the server has to. */
const IDLE_SESSION_MS = 600_000;
const SLOW_STATEMENT_MS = 1_000;

/**
 * The guides' settings that Aurora allows. Aurora sizes or owns the others they ask for: shared_buffers and effective_cache_size (by the
 * instance's memory), maintenance_work_mem, wal_level, wal_buffers, wal_writer_delay, max_wal_size, checkpoint_completion_target and
 * log_checkpoints (its storage writes no checkpoints), effective_io_concurrency, max_parallel_workers.
 */
export function makeAuroraParameters(scope: Construct, id: string, stage: Stage): CfnDBClusterParameterGroup {
  const group = new CfnDBClusterParameterGroup(scope, id, {
    family: 'aurora-postgresql17',
    description: `telefleet ${stage.name}`,
    parameters: {
      'rds.force_ssl': '1',
      max_connections: String(stage.databaseMaxConnections),
      statement_timeout: String(STATEMENT_TIMEOUT_MS),
      idle_in_transaction_session_timeout: String(IDLE_IN_TRANSACTION_MS),
      idle_session_timeout: String(IDLE_SESSION_MS),
      log_min_duration_statement: String(SLOW_STATEMENT_MS),
      log_connections: '1',
      log_disconnections: '1',
      // Short statements only: compiling them takes longer than running them.
      jit: '0',
      random_page_cost: '1.1',
      // 64 MB in KB, not the guides' 256: it is for each sort of each connection, and a batch of order rows fits.
      work_mem: '65536',
      shared_preload_libraries: 'pg_stat_statements',
    },
  });
  group.overrideLogicalId('DatabaseParameters');
  return group;
}
