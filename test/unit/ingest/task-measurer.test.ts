import { ingestData } from '../../../core/measurements/sources.ts';
import { TaskMeasurer } from '../../../ingest-fargate/task-measurer.ts';
import type { TaskSnapshot } from '../../../ingest-fargate/task-metrics.ts';
import { receiverSnapshot, taskSnapshot, workerSnapshot } from '../../support/task-snapshot.ts';

/** It owns some shards and hears two of three terminals. */
const snapshot = (change: Partial<TaskSnapshot> = {}): TaskSnapshot =>
  taskSnapshot({
    workers: [workerSnapshot(), workerSnapshot()],
    shardsOwned: 16,
    terminals: { registered: 3, online: 2, silent: 1, unresolved: 0 },
    ...change,
  });

const FIGURES = {
  host: {
    cpuPercent: 10,
    cores: 2,
    memoryTotalBytes: 10,
    memoryAvailableBytes: 5,
    diskTotalBytes: null,
    diskFreeBytes: null,
  },
  process: { cpuPercent: 1, memoryBytes: 3, threads: null, openFiles: null, uptimeSeconds: 60 },
};

let current: TaskSnapshot;
let nowMs: number;
let measurer: TaskMeasurer;
beforeEach(() => {
  current = snapshot();
  nowMs = 0;
  measurer = new TaskMeasurer(
    () => current,
    () => nowMs,
  );
});

it('tells what came since the row before, of all threads, and sums since the start', () => {
  current = snapshot({
    receivers: [receiverSnapshot({ received: 100, dropped: { unknown_source: 4, queue_full: 1 }, cpuMs: 7 })],
    workers: [
      workerSnapshot({
        accepted: 60,
        records: { acc: 50, liveness: 5 },
        batches: 3,
        busyMs: 6,
        batchMs: 1,
        cpuMs: 8,
      }),
      workerSnapshot({ accepted: 30, records: { acc: 10, order: 20 }, busyMs: 4, cpuMs: 5 }),
    ],
    kernelDrops: 2,
  });
  nowMs = 10_000;
  const first = measurer.take(2500, FIGURES);
  current = snapshot({
    receivers: [receiverSnapshot({ received: 130, dropped: { unknown_source: 4, queue_full: 1 }, cpuMs: 9 })],
    workers: current.workers,
    kernelDrops: 2,
  });
  nowMs = 20_000;
  const second = measurer.take(2500, FIGURES);

  expect(ingestData.parse(first)).toMatchObject({
    intervalMs: 10_000,
    received: 100,
    accepted: 90,
    // What the task itself says of a terminal is no message of it.
    messages: 80,
    messagesByKind: { acc: 60, order: 20 },
    dropped: { unknown_source: 4, queue_full: 1, kernel: 2 },
    lost: 3,
    refused: 4,
    decodeBusyMs: 10,
    decodeCpuMs: 13,
    receiveCpuMs: 7,
    batches: 3,
    batchMs: 1,
  });
  expect(second).toMatchObject({
    received: 30,
    messages: 0,
    dropped: {},
    lost: 0,
    decodeBusyMs: 0,
    receiveCpuMs: 2,
    totals: { received: 130, messages: 80, lost: 3, refused: 4 },
  });
});

it('remembers the fullest moment between two rows', () => {
  current = snapshot({ receivers: [receiverSnapshot({ queued: 80 }), receiverSnapshot({ queued: 10 })] });
  measurer.sample();
  current = snapshot({ receivers: [receiverSnapshot({ queued: 1 }), receiverSnapshot()] });
  nowMs = 10_000;

  expect(measurer.take(2500, FIGURES).queue).toMatchObject({
    datagrams: 1,
    limitDatagrams: 200,
    highWaterPercent: 80,
    highWaterDatagrams: 90,
  });
  nowMs = 20_000;
  expect(measurer.take(2500, FIGURES).queue.highWaterPercent).toBe(1);
});
