import type { Stage } from './stage-schema.ts';

/**
 * Names of what both regions know. They are fixed, so that no stack refers to one of another region: a dead primary must not block a
 * deploy of the standby.
 */
export interface SharedNames {
  /** Tables. */
  readonly sessions: string;
  readonly idempotency: string;
  readonly sockets: string;
  /** Leases and the state of the regions; strongly consistent over regions, without TTL. */
  readonly coordination: string;
  /** Secrets. */
  readonly databaseSecret: string;
  readonly telegramSecret: string;
  readonly terminalKeySecret: string;
  readonly originSecret: string;
  /** Aurora's global cluster and each region's own. */
  readonly globalCluster: string;
  readonly databaseCluster: string;
  readonly replicationGroup: string;
  /** ECS: the cluster and the service of the ingest task, in each region. */
  readonly ingestCluster: string;
  readonly ingestService: string;
  /** SSM parameter of the standby region: how many ingest tasks it keeps at least. 0 until `fail-over` writes more. */
  readonly ingestTasksParameter: string;
}

export function sharedNames({ name }: Stage): SharedNames {
  const prefix = `telefleet-${name}`;
  return {
    sessions: `${prefix}-sessions`,
    idempotency: `${prefix}-idempotency`,
    sockets: `${prefix}-sockets`,
    coordination: `${prefix}-coordination`,
    databaseSecret: `telefleet/${name}/database`,
    telegramSecret: `telefleet/${name}/telegram`,
    terminalKeySecret: `telefleet/${name}/terminal-key`,
    originSecret: `telefleet/${name}/origin`,
    globalCluster: `${prefix}-global`,
    databaseCluster: `${prefix}-database`,
    replicationGroup: `${prefix}-cache`,
    ingestCluster: `${prefix}-ingest`,
    ingestService: `${prefix}-ingest`,
    ingestTasksParameter: `/telefleet/${name}/ingest-tasks`,
  };
}
