import { TERMINAL_KINDS } from '../core/contracts/datagram-kinds.ts';
import { parseStage, type Stage } from './stage-schema.ts';

/** For one machine, and for a trial in an account: everything is there, small, and may be deleted. */
const local = {
  name: 'local',
  regions: { primary: 'eu-west-1' },
  domainName: null,
  hostedZoneId: null,
  alarmEmail: null,
  deletionProtection: false,
  logRetentionDays: 7,
  availabilityZones: 2,
  natGateways: 1,
  databaseWriterClass: 'serverless',
  databaseReaderClass: 'serverless',
  databaseReaders: 1,
  databaseMinAcu: 0.5,
  databaseMaxAcu: 4,
  databaseMaxConnections: 100,
  databaseProxy: false,
  databaseBackupDays: 1,
  cacheNodeType: 't4g.micro',
  cacheShards: 1,
  cacheReplicasPerShard: 0,
  cacheGlobalDatastore: false,
  ingestVcpu: 0.5,
  ingestMemoryGb: 2,
  ingestMinTasks: 1,
  ingestMaxTasks: 1,
  ingestReceivers: 1,
  ingestQueueDatagrams: 50_000,
  ingestFlushMs: 50,
  ingestSpoolGb: 1,
  ingestLoadBalancer: false,
  loggedKinds: TERMINAL_KINDS,
  datagramLogRetentionDays: 30,
  apiErrorRetentionDays: 184,
  storeConcurrency: 2,
  storeBatchMessages: 10,
  storeMemoryMb: 512,
  webhookMemoryMb: 512,
  webhookProvisionedConcurrency: 0,
  requestsPerAddressPer5Minutes: 2_000,
  backupRetentionDays: 7,
  failoverThresholdMinutes: 5,
};

/** Up to 100 users or 300 terminals. The onboarding guide's first level: one server of everything. */
const small = {
  ...local,
  name: 'small',
  deletionProtection: true,
  logRetentionDays: 30,
  databaseReaders: 0,
  databaseBackupDays: 7,
  ingestFlushMs: 500,
  loggedKinds: TERMINAL_KINDS.filter((kind) => kind !== 'acc'),
  storeConcurrency: 4,
  storeMemoryMb: 1_024,
  backupRetentionDays: 35,
};

/** Up to 1,000 users or 3,000 terminals. The guide's second level: a copy of the database for reads, a cache with a replica. */
const medium = {
  ...small,
  name: 'medium',
  availabilityZones: 3,
  // 2 vCPU, 16 GiB.
  databaseWriterClass: 'r8g.large',
  databaseReaderClass: 'r8g.large',
  databaseReaders: 1,
  databaseMaxConnections: 200,
  databaseBackupDays: 14,
  cacheNodeType: 't4g.medium',
  cacheReplicasPerShard: 1,
  ingestVcpu: 2,
  ingestMemoryGb: 4,
  ingestMaxTasks: 2,
  ingestReceivers: 2,
  ingestFlushMs: 100,
  ingestSpoolGb: 8,
  storeConcurrency: 10,
  storeMemoryMb: 1_769,
  webhookProvisionedConcurrency: 2,
};

/**
 * 100,000 users a day or 10,000 terminals and more. The third level: the news guide's primary of 4 vCPU with two read replicas of 2, the
 * FOK guide's cache of 3 masters and 3 replicas.
 */
const large = {
  ...medium,
  name: 'large',
  natGateways: 3,
  logRetentionDays: 90,
  // 4 vCPU, 32 GiB.
  databaseWriterClass: 'r8g.xlarge',
  databaseReaders: 2,
  databaseMaxConnections: 500,
  databaseProxy: true,
  databaseBackupDays: 35,
  cacheNodeType: 'r7g.large',
  cacheShards: 3,
  ingestVcpu: 4,
  ingestMemoryGb: 8,
  ingestMinTasks: 2,
  ingestMaxTasks: 8,
  ingestReceivers: 4,
  ingestFlushMs: 50,
  ingestSpoolGb: 40,
  ingestLoadBalancer: true,
  storeConcurrency: 50,
  webhookProvisionedConcurrency: 10,
  requestsPerAddressPer5Minutes: 10_000,
  backupRetentionDays: 90,
};

/** `large` in a pair of regions: put your own domain and zone in. */
const twoRegion = {
  ...large,
  name: 'two-region',
  regions: { primary: 'eu-west-1', standby: 'eu-central-1', witness: 'eu-west-3' },
  domainName: 'telefleet.example.com',
  hostedZoneId: 'Z00000000000000000000',
};

const CANDIDATES: readonly { readonly name: string }[] = [local, small, medium, large, twoRegion];

export const STAGE_NAMES: readonly string[] = CANDIDATES.map((one) => one.name);

export class StageUnknownError extends Error {
  override readonly name = 'StageUnknownError';
}

/** @throws StageUnknownError naming the stages there are; StageInvalidError naming every wrong field */
export function stageNamed(name: unknown): Stage {
  const candidate = CANDIDATES.find((one) => one.name === name);
  if (candidate === undefined)
    throw new StageUnknownError(
      `stage ${JSON.stringify(name)} is unknown; use -c stage=${STAGE_NAMES.join('|')}`,
    );
  return parseStage(candidate);
}
