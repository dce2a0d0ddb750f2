import { z } from 'zod';
import { TERMINAL_KINDS } from '../core/contracts/datagram-kinds.ts';

/**
 * What a stage may say. Names are those of operations, units stand in them; a wrong value is refused with its field and what is allowed.
 */
const text = z.string().min(1);
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be the name of a region, such as eu-west-1');
const whole = (min: number, max: number) => z.number().int().min(min).max(max);
/** A size without its service's prefix, such as `r8g.large`. */
const nodeSize = z
  .string()
  .regex(/^[a-z]\d[a-z]*\.(micro|small|medium|(\d+)?x?large)$/, 'must be a size such as r8g.large');

/** DynamoDB keeps a table strongly consistent over regions of one of these sets only. */
const REGION_SETS = [
  ['us-east-1', 'us-east-2', 'us-west-2'],
  ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1'],
  ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
];

/** Sizes that Fargate has, by vCPU: from, to, step in GB (ECS developer guide, "Task CPU and memory"). */
const FARGATE_MEMORY_GB = {
  0.25: [1, 2, 1],
  0.5: [1, 4, 1],
  1: [2, 8, 1],
  2: [4, 16, 1],
  4: [8, 30, 1],
  8: [16, 60, 4],
  16: [32, 120, 8],
} as const;

const regionsSchema = z
  .strictObject({
    primary: region,
    /** Same stacks, a copy of the data, passive until it takes over. */
    standby: region.optional(),
    /** Holds no data; its vote decides which of the two others may write. */
    witness: region.optional(),
  })
  .check(({ value, issues }) => {
    const { primary, standby, witness } = value;
    const refuse = (path: string, message: string): void => {
      issues.push({ code: 'custom', path: [path], message, input: value });
    };
    if ((standby === undefined) !== (witness === undefined))
      refuse(standby === undefined ? 'standby' : 'witness', 'a standby and a witness come together');
    if (standby === undefined || witness === undefined) return;
    const all = [primary, standby, witness];
    if (new Set(all).size < all.length) refuse('standby', 'primary, standby and witness must differ');
    if (!REGION_SETS.some((set) => all.every((one) => set.includes(one))))
      refuse(
        'witness',
        `must be of one set with the others: ${REGION_SETS.map((s) => s.join(', ')).join('; ')}`,
      );
  });

export const stageSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{1,19}$/, 'must be 2-20 of a-z, 0-9 and -'),
    regions: regionsSchema,
    /** Public name of the bots, the API and the console; `null`: CloudFront's own name. Two regions need one. */
    domainName: z
      .string()
      .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/)
      .nullable(),
    /** Route 53 zone of the domain: records and certificates go there. */
    hostedZoneId: z
      .string()
      .regex(/^Z[A-Z0-9]+$/)
      .nullable(),
    /** Gets every alarm besides the admins' chat. */
    alarmEmail: z.email().nullable(),
    /** Databases, tables and buckets outlive their stack and cannot be deleted by accident. */
    deletionProtection: z.boolean(),
    /** One of the values that CloudWatch takes. */
    logRetentionDays: z.literal([7, 30, 90, 365]),

    availabilityZones: whole(2, 3),
    /** 32.85 USD a month each; 0 is not possible, since functions in the VPC have to reach Telegram. */
    natGateways: whole(1, 3),

    /** `serverless`, or a size such as `r8g.xlarge`. */
    databaseWriterClass: z.union([z.literal('serverless'), nodeSize]),
    databaseReaderClass: z.union([z.literal('serverless'), nodeSize]),
    databaseReaders: whole(0, 15),
    /** An ACU is about 2 GiB; used by what is `serverless`. */
    databaseMinAcu: z.number().min(0.5).max(256).multipleOf(0.5),
    databaseMaxAcu: z.number().min(1).max(256).multipleOf(0.5),
    databaseMaxConnections: whole(50, 5_000),
    /** Pools the connections of many small functions; `store-batch` and the ingest task never go through it. */
    databaseProxy: z.boolean(),
    databaseBackupDays: whole(1, 35),

    cacheNodeType: nodeSize,
    cacheShards: whole(1, 90),
    cacheReplicasPerShard: whole(0, 5),
    /** One cache copied to the standby, instead of a separate one there. Needs nodes of size large or above. */
    cacheGlobalDatastore: z.boolean(),

    ingestVcpu: z.literal([0.25, 0.5, 1, 2, 4, 8, 16]),
    ingestMemoryGb: whole(1, 120),
    ingestMinTasks: whole(1, 16),
    ingestMaxTasks: whole(1, 16),
    /** Sockets on the one port: each has a kernel buffer of 212,992 bytes on Fargate. */
    ingestReceivers: whole(1, 16),
    ingestQueueDatagrams: whole(1_000, 1_000_000),
    /** At small rates this sets the bill of SQS. */
    ingestFlushMs: whole(10, 10_000),
    ingestSpoolGb: whole(1, 180),
    /** A UDP load balancer with a fixed name, for sources that push without being asked. */
    ingestLoadBalancer: z.boolean(),

    /** Datagram kinds that get a row in `datagram_log`. In AWS balances do not: 3,000 terminals would write 52 million rows a day. */
    loggedKinds: z.array(z.enum(TERMINAL_KINDS)),
    datagramLogRetentionDays: whole(1, 3_650),
    /** What exchanges refused: a summary covers up to 92 days, and is compared with as many before. A month goes when all of it is older. */
    apiErrorRetentionDays: whole(1, 3_650),
    /** How many executions of `store-batch` may run at once. SQS event sources allow no less than 2. */
    storeConcurrency: whole(2, 1_000),
    /** SQS messages (of up to 1,000 records) that one execution takes. More than 10 force a window of a second or more. */
    storeBatchMessages: whole(1, 10),
    storeMemoryMb: whole(128, 10_240),

    webhookMemoryMb: whole(128, 10_240),
    /** Executions of `receive-update` that are kept warm; 0: a first update waits for a cold start. */
    webhookProvisionedConcurrency: whole(0, 1_000),

    /** Requests of one address in five minutes to pages and API before it has to wait. Telegram's are counted apart. */
    requestsPerAddressPer5Minutes: whole(100, 2_000_000),
    backupRetentionDays: whole(7, 365),
    /** Minutes without a healthy primary before the standby takes over. */
    failoverThresholdMinutes: whole(2, 60),
  })
  .check(({ value, issues }) => {
    const refuse = (path: keyof typeof value, message: string): void => {
      issues.push({ code: 'custom', path: [path], message, input: value });
    };
    const isPair = value.regions.standby !== undefined;
    if (isPair && value.domainName === null)
      refuse('domainName', 'two regions need one: pages and the API move by its records');
    if ((value.domainName === null) !== (value.hostedZoneId === null))
      refuse('hostedZoneId', 'a domain and its hosted zone come together');
    if (value.natGateways > value.availabilityZones)
      refuse('natGateways', `must be at most availabilityZones (${value.availabilityZones})`);
    if (value.databaseMinAcu > value.databaseMaxAcu)
      refuse('databaseMinAcu', `must be at most databaseMaxAcu (${value.databaseMaxAcu})`);
    if (value.ingestMinTasks > value.ingestMaxTasks)
      refuse('ingestMinTasks', `must be at most ingestMaxTasks (${value.ingestMaxTasks})`);
    if (value.cacheGlobalDatastore && !isPair) refuse('cacheGlobalDatastore', 'needs two regions');
    if (value.cacheGlobalDatastore && !value.cacheNodeType.endsWith('large'))
      refuse('cacheNodeType', 'a global datastore needs size large or above');
    if (value.cacheGlobalDatastore && value.cacheReplicasPerShard === 0)
      refuse('cacheReplicasPerShard', 'a global datastore needs a replica in each shard: 1 to 5');
    const [min, max, step] = FARGATE_MEMORY_GB[value.ingestVcpu];
    if (value.ingestMemoryGb < min || value.ingestMemoryGb > max || (value.ingestMemoryGb - min) % step !== 0)
      refuse('ingestMemoryGb', `must be ${min} to ${max} in steps of ${step} with ${value.ingestVcpu} vCPU`);
  });

export type Stage = Readonly<z.infer<typeof stageSchema>>;

export class StageInvalidError extends Error {
  override readonly name = 'StageInvalidError';
}

/** @throws StageInvalidError naming every wrong field and what is allowed */
export function parseStage(candidate: unknown): Stage {
  const parsed = stageSchema.safeParse(candidate);
  if (parsed.success) return Object.freeze(parsed.data);
  const name = z.object({ name: text }).safeParse(candidate).data?.name ?? 'without a name';
  throw new StageInvalidError(`stage ${name} in lib/stages.ts is wrong:\n${z.prettifyError(parsed.error)}`);
}
