import type { TaskSnapshot } from './task-metrics.ts';

/** Of the fullest receiver, since each drops by its own limits: of datagrams or of bytes, whichever is nearer. */
export function queuePercentOf({ receivers, queueLimit, queueBytesLimit }: TaskSnapshot): number {
  return Math.max(
    0,
    ...receivers.map(({ queued, queueBytes }) =>
      Math.max(percent(queued, queueLimit), percent(queueBytes, queueBytesLimit)),
    ),
  );
}

export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}
