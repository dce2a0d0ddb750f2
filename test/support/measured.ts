import type { IngestData, LiveData, StoreData, SystemData } from '../../core/measurements/sources.ts';

/** Rows as programs write them, of a small fleet that is well. */
export function ingestRow(change: Partial<IngestData> = {}): IngestData {
  return {
    intervalMs: 10_000,
    received: 82,
    accepted: 80,
    messages: 80,
    messagesByKind: { acc: 60, order: 15, sql: 5 },
    dropped: { unknown_source: 2 },
    lost: 0,
    refused: 2,
    decodeBusyMs: 8,
    decodeCpuMs: 9,
    receiveCpuMs: 6,
    batches: 40,
    batchMs: 4,
    delivered: { records: 80, batches: 40, failures: 0 },
    deliveryWaiting: 1,
    queue: {
      datagrams: 3,
      bytes: 700,
      limitDatagrams: 50_000,
      highWaterPercent: 4,
      highWaterDatagrams: 2_000,
    },
    spool: { bytes: 0, batches: 0, maxBytes: 1_000_000 },
    terminals: { registered: 21, unresolved: 1, online: 20, silent: 0 },
    workers: 2,
    receivers: 1,
    shardsOwned: 16,
    udpPort: 2500,
    receiveBufferBytes: 425_984,
    host: {
      cpuPercent: 25,
      cores: 2,
      memoryTotalBytes: 4 * 1024 ** 3,
      memoryAvailableBytes: 1024 ** 3,
      diskTotalBytes: 100 * 1024 ** 3,
      diskFreeBytes: 60 * 1024 ** 3,
    },
    process: {
      cpuPercent: 10,
      memoryBytes: 150 * 1024 ** 2,
      threads: 15,
      openFiles: 40,
      uptimeSeconds: 3_600,
    },
    totals: {
      received: 30_000,
      accepted: 29_000,
      messages: 29_000,
      lost: 0,
      refused: 1_000,
      recordsDelivered: 29_000,
      batchesDelivered: 15_000,
      deliveryFailures: 0,
    },
    ...change,
  };
}

/** 4 ms an invocation and 0.6 ms a record. */
export function storeRow(change: Partial<StoreData> = {}): StoreData {
  const sizes = [1, 2, 3, 4, 10, 20, 40];
  const busy = sizes.map((records) => ({ records, ms: 4 + 0.6 * records }));
  const sum = (pick: (one: (typeof busy)[number]) => number): number =>
    busy.reduce((total, one) => total + pick(one), 0);
  return {
    intervalMs: 10_000,
    invocations: busy.length,
    batches: 12,
    records: 80,
    logged: 60,
    deadLetters: 0,
    failedBatches: 0,
    busyMs: sum(({ ms }) => ms),
    maxMs: 28,
    sumRecordsSquared: sum(({ records }) => records ** 2),
    sumRecordsMs: sum(({ records, ms }) => records * ms),
    largestRecords: 40,
    lagMs: { mean: 120, max: 300 },
    concurrency: 2,
    ...change,
  };
}

export function liveRow(change: Partial<LiveData> = {}): LiveData {
  return {
    intervalMs: 10_000,
    connections: 3,
    users: 2,
    messagesSent: 100,
    bytesSent: 20_000,
    batchesSent: 30,
    pendingBatches: 1,
    replaced: 0,
    gone: 0,
    lagMs: { mean: 40, max: 90 },
    batchEnabled: true,
    compressionEnabled: false,
    ...change,
  };
}

export function systemRow(
  change: Partial<SystemData['database']> = {},
  recordsWaiting: number | null = 7,
): SystemData {
  return {
    database: {
      connections: 12,
      maxConnections: 100,
      active: 2,
      idle: 10,
      idleInTransaction: 0,
      waitingForLock: 0,
      longestTransactionSeconds: 0.2,
      sizeBytes: 50_000_000,
      activeMsTotal: 100_000,
      commitsTotal: 5_000,
      rollbacksTotal: 3,
      deadlocksTotal: 0,
      cacheHitPercent: 99.5,
      vcpu: 1,
      replicaLagMs: 12,
      ...change,
    },
    tables: { orders: { bytes: 8_192, rows: 40 } },
    queues: {
      records: { waiting: recordsWaiting, inFlight: 0, deadLetters: 0 },
      updates: { waiting: null, inFlight: null, deadLetters: 2 },
    },
    outbox: { due: 1, oldestDueSeconds: 4 },
    deadLetters: 0,
    terminals: { registered: 21, enabled: 20 },
    statistics: { lagSeconds: 6, marks: 3 },
  };
}
