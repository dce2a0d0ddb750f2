import type { TaskSnapshot } from '../../ingest-fargate/task-metrics.ts';
import {
  NO_RECEIVER_STATS,
  NO_WORKER_STATS,
  type ReceiverStats,
  type WorkerStats,
} from '../../ingest-fargate/thread-messages.ts';

/** An ingest task that has heard nothing yet. */
export function taskSnapshot(change: Partial<TaskSnapshot> = {}): TaskSnapshot {
  return {
    receivers: [receiverSnapshot()],
    workers: [],
    delivery: { recordsDelivered: 0, batchesDelivered: 0, failures: 0, recordsDropped: 0, waiting: 0 },
    spool: { bytes: 0, batches: 0, maxBytes: 1_000 },
    kernelDrops: 0,
    queueLimit: 100,
    queueBytesLimit: 10_000,
    receiveBufferBytes: 212_992,
    gapSeconds: 0,
    shardsOwned: 0,
    speaker: {
      sent: { user: 0, background: 0 },
      results: { answered: 0, refused: 0, 'timed-out': 0, 'not-sent': 0 },
      waiting: 0,
      inFlight: 0,
    },
    unwrittenResults: 0,
    terminals: { registered: 0, online: 0, silent: 0, unresolved: 0 },
    ...change,
  };
}

export function receiverSnapshot(change: Partial<ReceiverStats> = {}): ReceiverStats {
  return { ...NO_RECEIVER_STATS, ...change };
}

export function workerSnapshot(change: Partial<WorkerStats> = {}): WorkerStats {
  return { ...NO_WORKER_STATS, ...change };
}
