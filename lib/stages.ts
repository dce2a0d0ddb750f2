/**
 * Sizes as data: what differs between deployments stands here and nowhere else. Units stand in the names.
 */
export interface Stage {
  readonly name: string;
  /** Datagram kinds that get a row in `datagram_log`. In AWS balances do not: 3,000 terminals would write 52 million rows a day. */
  readonly loggedKinds: readonly string[];
  readonly datagramLogRetentionDays: number;
  /** How many executions of `store-batch` may run at once. SQS event sources allow no less than 2. */
  readonly storeConcurrency: number;
  /** SQS messages (of up to 1,000 records) that one execution takes. More than 10 force a window of a second or more. */
  readonly storeBatchMessages: number;
  readonly storeMemoryMb: number;
  /** One of the values that CloudWatch takes. */
  readonly logRetentionDays: 7 | 30 | 90 | 365;
}

const everyKind = ['acc', 'order', 'strats', 'errors', 'replay', 'sql', 'other', 'text', 'chart'] as const;
const everyKindButBalances = everyKind.filter((kind) => kind !== 'acc');

const STAGES: readonly Stage[] = [
  {
    name: 'local',
    loggedKinds: everyKind,
    datagramLogRetentionDays: 30,
    storeConcurrency: 2,
    storeBatchMessages: 10,
    storeMemoryMb: 512,
    logRetentionDays: 7,
  },
  {
    name: 'small',
    loggedKinds: everyKindButBalances,
    datagramLogRetentionDays: 30,
    storeConcurrency: 4,
    storeBatchMessages: 10,
    storeMemoryMb: 1024,
    logRetentionDays: 30,
  },
];

export class StageUnknownError extends Error {
  override readonly name = 'StageUnknownError';
}

/** @throws StageUnknownError naming the stages there are */
export function stageNamed(name: unknown): Stage {
  const stage = STAGES.find((one) => one.name === name);
  if (stage === undefined) {
    throw new StageUnknownError(
      `stage ${JSON.stringify(name)} is unknown; use -c stage=${STAGES.map((one) => one.name).join('|')}`,
    );
  }
  return stage;
}
