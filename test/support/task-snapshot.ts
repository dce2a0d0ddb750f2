import type { TaskSnapshot } from '../../ingest-fargate/task-metrics.ts';

type Receiver = TaskSnapshot['receivers'][number];
type Worker = TaskSnapshot['workers'][number];

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

export function receiverSnapshot(change: Partial<Receiver> = {}): Receiver {
  return { received: 0, queued: 0, queueBytes: 0, sent: 0, dropped: {}, cpuMs: 0, ...change };
}

export function workerSnapshot(change: Partial<Worker> = {}): Worker {
  return {
    accepted: 0,
    pending: 0,
    dropped: {},
    records: {},
    batches: 0,
    busyMs: 0,
    batchMs: 0,
    cpuMs: 0,
    ...change,
  };
}
