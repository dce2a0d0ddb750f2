import * as z from 'zod';

/**
 * What is measured, by the program that measures it. Counts are of the time since the row before (`intervalMs`), unless they stand under
 * `totals`. A field is only ever added, with a default: rows of an older release stay readable.
 */

const count = z.number().nonnegative();
const counts = z.record(z.string(), count);
/** Null where the system does not tell. */
const told = count.nullable();

/** The computer, or the container, that a program runs on. */
export const hostData = z.object({
  /** Of all cores together: 100 is all of them busy. */
  cpuPercent: told,
  cores: count,
  memoryTotalBytes: count,
  memoryAvailableBytes: count,
  /** Where the spool is. */
  diskTotalBytes: told,
  diskFreeBytes: told,
});

/** The program itself. */
export const processData = z.object({
  /** Of all cores together. */
  cpuPercent: count,
  memoryBytes: count,
  threads: told,
  openFiles: told,
  uptimeSeconds: count,
});

/** An ingest task, each 10 s. */
export const ingestData = z.object({
  intervalMs: count,
  /** Datagrams. */
  received: count,
  accepted: count,
  /** What terminals said and the task put into batches: the task's own notes of who is on-line are not among them. */
  messages: count,
  messagesByKind: counts,
  /** Datagrams by reason; reasons that did not occur are left out. */
  dropped: counts,
  /** Of the dropped, by class: no room of ours; not ours or not readable. */
  lost: count,
  refused: count,
  /** Busy time of all decode workers: from the first datagram of a slab to its last, and making batches. */
  decodeBusyMs: count,
  /** CPU time of the workers' and of the receivers' threads. */
  decodeCpuMs: count,
  receiveCpuMs: count,
  /** Batches made, and the time that compressing them took. */
  batches: count,
  batchMs: count,
  delivered: z.object({ records: count, batches: count, failures: count }),
  /** Batches that wait for SQS in memory. */
  deliveryWaiting: count,
  queue: z.object({
    datagrams: count,
    bytes: count,
    limitDatagrams: count,
    /** Of its limit in datagrams or bytes, whichever is nearer: the highest of each second. */
    highWaterPercent: count,
    highWaterDatagrams: count,
  }),
  spool: z.object({ bytes: count, batches: count, maxBytes: count }),
  /** Registered and unresolved: all there are. Online and silent: those of this task's shards. */
  terminals: z.object({ registered: count, unresolved: count, online: count, silent: count }),
  workers: count,
  receivers: count,
  shardsOwned: count,
  udpPort: count,
  receiveBufferBytes: count,
  host: hostData,
  process: processData,
  /** Since the task started. */
  totals: z.object({
    received: count,
    accepted: count,
    messages: count,
    lost: count,
    refused: count,
    recordsDelivered: count,
    batchesDelivered: count,
    deliveryFailures: count,
  }),
});
export type IngestData = z.infer<typeof ingestData>;

/** A container of `store-batch`, at most each 10 s. */
export const storeData = z.object({
  intervalMs: count,
  invocations: count,
  batches: count,
  records: count,
  /** Rows of the log among them. */
  logged: count,
  deadLetters: count,
  failedBatches: count,
  /** Time in which it stored, and the longest invocation. */
  busyMs: count,
  maxMs: count,
  /** Sums over the invocations, x records and y ms: with `invocations`, `records` and `busyMs` they give the line y = a + b x. */
  sumRecordsSquared: count,
  sumRecordsMs: count,
  /** Records of the largest invocation. */
  largestRecords: count,
  /** From the socket to the commit; null when nothing was stored. */
  lagMs: z.object({ mean: count, max: count }).nullable(),
  /** Invocations that the stage lets run at once: `storeConcurrency`. */
  concurrency: told,
});
export type StoreData = z.infer<typeof storeData>;

/** What pushes to the live sockets, at most each 10 s a container. */
export const liveData = z.object({
  intervalMs: count,
  /** Open now. */
  connections: count,
  /** People who have one. */
  users: count,
  messagesSent: count,
  bytesSent: count,
  batchesSent: count,
  /** Batches that wait for a connection. */
  pendingBatches: count,
  /** States that a slow reader was not told, since a newer one took their place. */
  replaced: count.default(0),
  /** Connections that were found gone. */
  gone: count.default(0),
  /** From the commit of a change to its frame; null when nothing was sent. */
  lagMs: z
    .object({ mean: count, max: count, p50: count.optional(), p95: count.optional() })
    .nullable()
    .default(null),
  batchEnabled: z.boolean().default(true),
  compressionEnabled: z.boolean().default(false),
});
export type LiveData = z.infer<typeof liveData>;

const queueData = z.object({ waiting: told, inFlight: told, deadLetters: told });

/** What can only be asked from outside of the programs: `measure-system`, each minute. */
export const systemData = z.object({
  database: z.object({
    connections: count,
    maxConnections: count,
    active: count,
    idle: count,
    idleInTransaction: count,
    waitingForLock: count,
    longestTransactionSeconds: count,
    sizeBytes: count,
    /** Sum of the times that statements ran, since the server's statistics began. */
    activeMsTotal: count,
    commitsTotal: count,
    rollbacksTotal: count,
    deadlocksTotal: count,
    cacheHitPercent: told,
    /** Cores that the stage gives the writer, at most. */
    vcpu: told,
    /** Null: there is no replica, it does not tell, or it is away. */
    replicaLagMs: told,
  }),
  /** By name: size with indexes, and rows as the statistics know them. */
  tables: z.record(z.string(), z.object({ bytes: count, rows: count })),
  /** By name: see core/measurements/queues.ts. */
  queues: z.record(z.string(), queueData),
  outbox: z.object({ due: count, oldestDueSeconds: count }),
  deadLetters: count,
  terminals: z.object({ registered: count, enabled: count }),
  statistics: z
    .object({
      /** Age of what is counted: closed orders of since then are in no sum yet. */
      lagSeconds: told,
      /** Closed orders that wait to be counted; more than 100,000 are told as that. */
      marks: told,
    })
    .default({ lagSeconds: null, marks: null }),
});
export type SystemData = z.infer<typeof systemData>;

export interface DataBySource {
  readonly ingest: IngestData;
  readonly store: StoreData;
  readonly live: LiveData;
  readonly system: SystemData;
}
export type MeasurementSource = keyof DataBySource;

export const DATA_SCHEMAS: { readonly [Source in MeasurementSource]: z.ZodType<DataBySource[Source]> } = {
  ingest: ingestData,
  store: storeData,
  live: liveData,
  system: systemData,
};

/** One row. */
export interface Measurement<Source extends MeasurementSource> {
  readonly source: Source;
  /** Which run of the program: at most 100 characters. */
  readonly instance: string;
  readonly measuredAt: Date;
  readonly data: DataBySource[Source];
}
