import { Counter, Gauge, Registry } from 'prom-client';
import { INGEST_METRICS } from '../core/contracts/metrics.ts';
import type { DeliveryStats } from './delivery.ts';
import type { SpeakerStats } from './terminal-speaker.ts';
import type { ReceiverStats, WorkerStats } from './thread-messages.ts';

/** All that the task knows of itself at one moment. */
export interface TaskSnapshot {
  readonly receivers: readonly ReceiverStats[];
  readonly workers: readonly WorkerStats[];
  readonly delivery: DeliveryStats;
  readonly spool: { readonly bytes: number; readonly batches: number; readonly maxBytes: number };
  readonly kernelDrops: number;
  /** Of each receiver. */
  readonly queueLimit: number;
  readonly queueBytesLimit: number;
  readonly receiveBufferBytes: number;
  readonly gapSeconds: number;
  readonly shardsOwned: number;
  readonly speaker: SpeakerStats;
  /** Results of commands that are not in the database yet. */
  readonly unwrittenResults: number;
  /** Registered and unresolved: all there are. Online and silent: those of this task's shards. */
  readonly terminals: {
    readonly registered: number;
    readonly online: number;
    readonly silent: number;
    readonly unresolved: number;
  };
}

/** Sums by reason over all threads; the kernel's and the spool's drops are reasons like others. */
export function sumDrops(snapshot: TaskSnapshot): Readonly<Record<string, number>> {
  const drops: Record<string, number> = {
    kernel: snapshot.kernelDrops,
    spool_full: snapshot.delivery.recordsDropped,
  };
  for (const { dropped } of [...snapshot.receivers, ...snapshot.workers]) {
    for (const [reason, count] of Object.entries(dropped)) drops[reason] = (drops[reason] ?? 0) + count;
  }
  return drops;
}

/** Prometheus text of a snapshot taken at each scrape. */
export class TaskMetrics {
  readonly #registry = new Registry();
  readonly #snapshot: () => TaskSnapshot;
  readonly #values: readonly ((snapshot: TaskSnapshot) => void)[];

  constructor(snapshot: () => TaskSnapshot) {
    this.#snapshot = snapshot;
    const receivers = sumOf<ReceiverStats>((s) => s.receivers);
    const workers = sumOf<WorkerStats>((s) => s.workers);
    this.#values = [
      this.#counter(
        INGEST_METRICS.received,
        'Datagrams that the sockets gave',
        receivers((one) => one.received),
      ),
      this.#labelled(INGEST_METRICS.dropped, 'Datagrams not stored, by reason', 'reason', sumDrops),
      this.#counter(
        INGEST_METRICS.accepted,
        'Datagrams that became records',
        workers((one) => one.accepted),
      ),
      this.#gauge(
        INGEST_METRICS.pending,
        'Datagrams of incomplete messages',
        workers((one) => one.pending),
      ),
      this.#labelled(INGEST_METRICS.records, 'Records put into batches', 'kind', recordsByKind),
      this.#counter(
        INGEST_METRICS.recordsDelivered,
        'Records that SQS has taken',
        (s) => s.delivery.recordsDelivered,
      ),
      this.#counter(
        INGEST_METRICS.batchesDelivered,
        'Batches that SQS has taken',
        (s) => s.delivery.batchesDelivered,
      ),
      this.#counter(INGEST_METRICS.deliveryFailures, 'Calls to SQS that failed', (s) => s.delivery.failures),
      this.#gauge(
        INGEST_METRICS.deliveryWaitingBatches,
        'Batches waiting for SQS in memory',
        (s) => s.delivery.waiting,
      ),
      this.#gauge(
        INGEST_METRICS.queueDatagrams,
        'Datagrams waiting for a worker',
        receivers((one) => one.queued),
      ),
      this.#gauge(
        INGEST_METRICS.queueBytes,
        'Bytes waiting for a worker',
        receivers((one) => one.queueBytes),
      ),
      this.#gauge(INGEST_METRICS.queueLimit, 'Datagrams that may wait', (s) => s.queueLimit),
      this.#gauge(
        INGEST_METRICS.receiveBufferBytes,
        'Receive buffer that the kernel gave each socket',
        (s) => s.receiveBufferBytes,
      ),
      this.#gauge(INGEST_METRICS.receivers, 'Sockets', (s) => s.receivers.length),
      this.#gauge(INGEST_METRICS.workers, 'Decode workers', (s) => s.workers.length),
      this.#gauge(INGEST_METRICS.spoolBytes, 'Bytes in the spool', (s) => s.spool.bytes),
      this.#gauge(INGEST_METRICS.spoolBatches, 'Batches in the spool', (s) => s.spool.batches),
      this.#counter(
        INGEST_METRICS.commandsSent,
        'Datagrams sent to terminals',
        receivers((one) => one.sent),
      ),
      this.#labelled(
        INGEST_METRICS.commandsByKind,
        'Commands given to the socket, by kind',
        'kind',
        (s) => s.speaker.sent,
      ),
      this.#labelled(INGEST_METRICS.commands, 'Commands of people by state', 'state', (s) => ({
        waiting: s.speaker.waiting,
        in_flight: s.speaker.inFlight,
        unwritten: s.unwrittenResults,
      })),
      this.#labelled(
        INGEST_METRICS.commandResults,
        'Commands of people by what became of them',
        'state',
        (s) => s.speaker.results,
      ),
      this.#gauge(
        INGEST_METRICS.gapSeconds,
        'Seconds without a receiver before this task',
        (s) => s.gapSeconds,
      ),
      this.#gauge(
        INGEST_METRICS.shardsOwned,
        'Shards of terminals that this task owns',
        (s) => s.shardsOwned,
      ),
      this.#labelled(INGEST_METRICS.terminals, 'Terminals by state', 'state', (s) => s.terminals),
    ];
  }

  async text(): Promise<string> {
    const snapshot = this.#snapshot();
    for (const update of this.#values) update(snapshot);
    return this.#registry.metrics();
  }

  #counter(
    name: string,
    help: string,
    read: (snapshot: TaskSnapshot) => number,
  ): (snapshot: TaskSnapshot) => void {
    const counter = new Counter({ name, help, registers: [this.#registry] });
    return (snapshot) => {
      // The threads count; here their sums are only shown.
      counter.reset();
      counter.inc(read(snapshot));
    };
  }

  #gauge(
    name: string,
    help: string,
    read: (snapshot: TaskSnapshot) => number,
  ): (snapshot: TaskSnapshot) => void {
    const gauge = new Gauge({ name, help, registers: [this.#registry] });
    return (snapshot) => gauge.set(read(snapshot));
  }

  #labelled(
    name: string,
    help: string,
    label: string,
    read: (snapshot: TaskSnapshot) => Readonly<Record<string, number>>,
  ): (snapshot: TaskSnapshot) => void {
    const options = { name, help, labelNames: [label], registers: [this.#registry] };
    if (name.endsWith('_total')) {
      const counter = new Counter(options);
      return (snapshot) => {
        counter.reset();
        for (const [value, count] of Object.entries(read(snapshot))) counter.inc({ [label]: value }, count);
      };
    }
    const gauge = new Gauge(options);
    return (snapshot) => {
      for (const [value, count] of Object.entries(read(snapshot))) gauge.set({ [label]: value }, count);
    };
  }
}

function recordsByKind(snapshot: TaskSnapshot): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { records } of snapshot.workers) {
    for (const [kind, count] of Object.entries(records)) sums[kind] = (sums[kind] ?? 0) + count;
  }
  return sums;
}

function sumOf<T>(
  pick: (snapshot: TaskSnapshot) => readonly T[],
): (read: (one: T) => number) => (snapshot: TaskSnapshot) => number {
  return (read) => (snapshot) => pick(snapshot).reduce((sum, one) => sum + read(one), 0);
}
