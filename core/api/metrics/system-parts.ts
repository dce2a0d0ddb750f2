import type { SendRecords } from '../../aws/open-records-queue.ts';
import type { QueueWatch } from '../../aws/queue-watch.ts';
import type { CacheProbe } from '../../cache/probe-cache.ts';
import type { AlarmState } from '../../contracts/alarm.ts';

/** What the administrators' routes ask beside the database. */
export interface SystemParts {
  readonly queues: QueueWatch;
  readonly probeCache: () => Promise<CacheProbe>;
  readonly sendRecords: SendRecords;
  readonly alarms: {
    /** Of whose alarms the states are: a part of their names. */
    readonly stage: string;
    readonly readStates: () => Promise<readonly AlarmState[]>;
  };
}
