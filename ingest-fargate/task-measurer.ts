import type { IngestData } from '../core/measurements/sources.ts';
import { sumOfClass } from './drop-classes.ts';
import type { HostFigures } from './host-figures.ts';
import { queuePercentOf } from './queue-percent.ts';
import { sumDrops, type TaskSnapshot } from './task-metrics.ts';

/** Sums since the task started. */
interface Sums {
  readonly received: number;
  readonly accepted: number;
  readonly messages: number;
  readonly messagesByKind: Readonly<Record<string, number>>;
  readonly drops: Readonly<Record<string, number>>;
  readonly busyMs: number;
  readonly workerCpuMs: number;
  readonly receiverCpuMs: number;
  readonly batches: number;
  readonly batchMs: number;
  readonly delivery: TaskSnapshot['delivery'];
}

/** What the task says of a terminal, and no terminal said. */
const OWN_KIND = 'liveness';

/** Turns what the task knows of itself into rows: each tells of the time since the one before. */
export class TaskMeasurer {
  readonly #snapshot: () => TaskSnapshot;
  readonly #now: () => number;
  #last: Sums;
  #lastMs: number;
  #highWaterPercent = 0;
  #highWaterDatagrams = 0;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(snapshot: () => TaskSnapshot, now: () => number) {
    this.#snapshot = snapshot;
    this.#now = now;
    this.#last = sumUp(snapshot());
    this.#lastMs = now();
  }

  /** A queue fills and empties within seconds: to be called each second. */
  sample(): void {
    this.#look(this.#snapshot());
  }

  take(udpPort: number, { host, process }: HostFigures): IngestData {
    const snapshot = this.#snapshot();
    this.#look(snapshot);
    const last = this.#last;
    const sums = sumUp(snapshot);
    const nowMs = this.#now();
    const dropped = differences(sums.drops, last.drops);
    const data: IngestData = {
      intervalMs: nowMs - this.#lastMs,
      received: sums.received - last.received,
      accepted: sums.accepted - last.accepted,
      messages: sums.messages - last.messages,
      messagesByKind: differences(sums.messagesByKind, last.messagesByKind),
      dropped,
      lost: sumOfClass(dropped, 'lost'),
      refused: sumOfClass(dropped, 'refused'),
      decodeBusyMs: sums.busyMs - last.busyMs,
      decodeCpuMs: sums.workerCpuMs - last.workerCpuMs,
      receiveCpuMs: sums.receiverCpuMs - last.receiverCpuMs,
      batches: sums.batches - last.batches,
      batchMs: sums.batchMs - last.batchMs,
      delivered: {
        records: sums.delivery.recordsDelivered - last.delivery.recordsDelivered,
        batches: sums.delivery.batchesDelivered - last.delivery.batchesDelivered,
        failures: sums.delivery.failures - last.delivery.failures,
      },
      deliveryWaiting: sums.delivery.waiting,
      queue: {
        datagrams: queuedIn(snapshot),
        bytes: snapshot.receivers.reduce((sum, { queueBytes }) => sum + queueBytes, 0),
        limitDatagrams: snapshot.queueLimit * snapshot.receivers.length,
        highWaterPercent: this.#highWaterPercent,
        highWaterDatagrams: this.#highWaterDatagrams,
      },
      spool: snapshot.spool,
      terminals: snapshot.terminals,
      workers: snapshot.workers.length,
      receivers: snapshot.receivers.length,
      shardsOwned: snapshot.shardsOwned,
      udpPort,
      receiveBufferBytes: snapshot.receiveBufferBytes,
      host,
      process,
      totals: {
        received: sums.received,
        accepted: sums.accepted,
        messages: sums.messages,
        lost: sumOfClass(sums.drops, 'lost'),
        refused: sumOfClass(sums.drops, 'refused'),
        recordsDelivered: sums.delivery.recordsDelivered,
        batchesDelivered: sums.delivery.batchesDelivered,
        deliveryFailures: sums.delivery.failures,
      },
    };
    this.#last = sums;
    this.#lastMs = nowMs;
    this.#highWaterPercent = 0;
    this.#highWaterDatagrams = 0;
    return data;
  }

  #look(snapshot: TaskSnapshot): void {
    this.#highWaterPercent = Math.max(this.#highWaterPercent, queuePercentOf(snapshot));
    this.#highWaterDatagrams = Math.max(this.#highWaterDatagrams, queuedIn(snapshot));
  }
}

function sumUp(snapshot: TaskSnapshot): Sums {
  const { receivers, workers, delivery } = snapshot;
  const messagesByKind: Record<string, number> = {};
  for (const { records } of workers) {
    for (const [kind, count] of Object.entries(records))
      if (kind !== OWN_KIND) messagesByKind[kind] = (messagesByKind[kind] ?? 0) + count;
  }
  const ofWorkers = (pick: (one: (typeof workers)[number]) => number): number =>
    workers.reduce((sum, one) => sum + pick(one), 0);
  return {
    received: receivers.reduce((sum, one) => sum + one.received, 0),
    accepted: ofWorkers((one) => one.accepted),
    messages: Object.values(messagesByKind).reduce((sum, count) => sum + count, 0),
    messagesByKind,
    drops: sumDrops(snapshot),
    busyMs: ofWorkers((one) => one.busyMs),
    workerCpuMs: ofWorkers((one) => one.cpuMs),
    receiverCpuMs: receivers.reduce((sum, one) => sum + one.cpuMs, 0),
    batches: ofWorkers((one) => one.batches),
    batchMs: ofWorkers((one) => one.batchMs),
    delivery,
  };
}

function queuedIn({ receivers }: TaskSnapshot): number {
  return receivers.reduce((sum, { queued }) => sum + queued, 0);
}

function differences(
  now: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(now)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}
