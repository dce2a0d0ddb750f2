import type * as z from 'zod';
import { deadLetterQueues } from '../../../../core/api/metrics/dead-letter-shapes.ts';
import { allMetrics, capacityMetrics, serversLoad } from '../../../../core/api/metrics/metric-shapes.ts';
import { api } from '../../api/session.ts';
import type { AllMetrics, Capacity, Queues } from './find-attention.ts';

/** Programs measure themselves each 10 s. */
export const REFRESH_MS = 10_000;

export interface Health {
  readonly all: AllMetrics;
  readonly capacity: Capacity;
  readonly load: z.infer<typeof serversLoad>;
  readonly queues: Queues;
}

export async function readHealth(signal: AbortSignal): Promise<Health> {
  const [all, capacity, load, queues] = await Promise.all([
    api({ path: '/api/metrics/all', answer: allMetrics, signal }),
    api({ path: '/api/metrics/capacity', answer: capacityMetrics, signal }),
    api({ path: '/api/metrics/servers-load', answer: serversLoad, signal }),
    readQueues(signal),
  ]);
  return { all, capacity, load, queues };
}

export async function readQueues(signal: AbortSignal): Promise<Queues> {
  const { queues } = await api({ path: '/api/dead-letter-queues', answer: deadLetterQueues, signal });
  return queues;
}
