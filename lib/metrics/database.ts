import { Metric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { DATABASE_METRICS, METRICS_NAMESPACE } from '../../core/contracts/metrics.ts';
import type { Stage } from '../stage-schema.ts';
import { expressionOf } from './expression.ts';
import { nodeSizeOf } from './node-size.ts';

export interface Database {
  readonly clusterIdentifier: string;
  /** The writer's class is that of the first; which one writes changes with each fail-over. */
  readonly instanceIdentifiers: readonly string[];
}

const GIB = 1024 ** 3;
/** The size up to which an Aurora volume grows by itself. */
const VOLUME_BYTES = 128 * 1024 * GIB;

export function instanceMetric(instance: string, metricName: string, statistic = 'Average'): Metric {
  return new Metric({
    namespace: 'AWS/RDS',
    metricName,
    dimensionsMap: { DBInstanceIdentifier: instance },
    statistic,
    label: instance,
  });
}

export function clusterMetric(
  { clusterIdentifier }: Database,
  metricName: string,
  statistic: string,
): Metric {
  return new Metric({
    namespace: 'AWS/RDS',
    metricName,
    dimensionsMap: { DBClusterIdentifier: clusterIdentifier },
    statistic,
  });
}

/** Of the slowest reader: Aurora gives the metrics of a role for all its instances together. */
export function replicaLagMs({ clusterIdentifier }: Database): Metric {
  return new Metric({
    namespace: 'AWS/RDS',
    metricName: 'AuroraReplicaLag',
    dimensionsMap: { DBClusterIdentifier: clusterIdentifier, Role: 'READER' },
    statistic: 'Maximum',
    label: 'slowest reader',
  });
}

/**
 * Of a global database. A query and not a metric by its dimensions, since Aurora adds the source region to them, which changes with each
 * fail-over.
 */
export function regionLagMs({ clusterIdentifier }: Database): MathExpression {
  return new MathExpression({
    expression: `SELECT MAX(AuroraGlobalDBReplicationLag) FROM "AWS/RDS" WHERE DBClusterIdentifier = '${clusterIdentifier}'`,
    usingMetrics: {},
    label: 'behind the other region',
  });
}

export function connectionsPercent(stage: Stage, instance: string): MathExpression {
  return expressionOf(
    instance,
    { open: instanceMetric(instance, 'DatabaseConnections', 'Maximum') },
    ({ open }) => `100 * ${open} / ${stage.databaseMaxConnections}`,
  );
}

/** @param index of the instance in its cluster: the first has the writer's class */
export function memoryPercent(stage: Stage, instance: string, index: number): MathExpression {
  const nodeClass = index === 0 ? stage.databaseWriterClass : stage.databaseReaderClass;
  // Serverless instances count as free what they may still grow to; an ACU is about 2 GiB.
  const gib = nodeClass === 'serverless' ? stage.databaseMaxAcu * 2 : nodeSizeOf(nodeClass).memoryGib;
  return expressionOf(
    instance,
    { free: instanceMetric(instance, 'FreeableMemory', 'Minimum') },
    ({ free }) => `100 * (1 - ${free} / ${gib * GIB})`,
  );
}

export function volumePercent(database: Database): MathExpression {
  return expressionOf(
    'volume',
    { used: clusterMetric(database, 'VolumeBytesUsed', 'Maximum') },
    ({ used }) => `100 * ${used} / ${VOLUME_BYTES}`,
  );
}

export function localStorageGib(instance: string): MathExpression {
  return expressionOf(
    instance,
    { free: instanceMetric(instance, 'FreeLocalStorage', 'Minimum') },
    ({ free }) => `${free} / ${GIB}`,
  );
}

export function slowStatementsNamespace(stage: Stage): string {
  return `${METRICS_NAMESPACE}/${stage.name}`;
}

export function slowStatements(stage: Stage): Metric {
  return new Metric({
    namespace: slowStatementsNamespace(stage),
    metricName: DATABASE_METRICS.slowStatements,
    statistic: 'Sum',
    label: 'longer than 1 s',
  });
}
