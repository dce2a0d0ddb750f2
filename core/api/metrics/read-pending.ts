import { livingOf, newestSystem, type Recent, sumOf } from './recent-measurements.ts';

/** Batches on their way: in the tasks' memory and spools, and in the queue. Null: SQS did not say how many. */
export function readPending(recent: Recent): number | null {
  const tasks = livingOf(recent.ingest, recent.now);
  const queued = newestSystem(recent)?.data.queues.records?.waiting ?? null;
  if (queued === null) return null;
  return queued + sumOf(tasks, ({ data }) => data.deliveryWaiting + data.spool.batches);
}
