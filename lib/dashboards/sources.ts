import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { KeeperQueue, WatchedQueue } from '../alarms/queues.ts';
import type { NodeFunction } from '../constructs/node-function.ts';
import type { OperatorAlarm } from '../constructs/operator-alarm.ts';
import type { HttpApiMetrics } from '../metrics/api.ts';
import type { Cache } from '../metrics/cache.ts';
import type { Database } from '../metrics/database.ts';
import type { IngestService } from '../metrics/ingest.ts';
import type { Place } from '../place.ts';

/** What a region has to show. */
export interface DashboardSources {
  readonly place: Place;
  readonly functions: readonly NodeFunction[];
  readonly queues: readonly WatchedQueue[];
  /** Queues without a consumer: what failed for good, besides the dead letters of the queues above. */
  readonly keepers: readonly KeeperQueue[];
  /** `StoreStack.changes`: news for the live sockets. */
  readonly changes: IQueue;
  readonly database: Database;
  readonly cache: Cache;
  readonly ingest: IngestService;
  readonly api: HttpApiMetrics;
  readonly alarms: readonly OperatorAlarm[];
}
