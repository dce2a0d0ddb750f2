import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { LIVE_METRICS, METRICS_NAMESPACE } from '../contracts/metrics.ts';
import type { LiveData } from '../measurements/sources.ts';
import type { LiveFigures } from './push-parts.ts';

/** EMF takes 100 values a metric. */
const LAG_SAMPLES = 100;
const EMIT_MS = 60_000;

/** Sums what is reported each 10 s into one line of metrics a minute. */
export class LiveReport {
  readonly #metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'push-live' });
  #figures: LiveFigures[] = [];

  constructor(stage: string) {
    // Alarms know the stage only.
    this.#metrics.clearDefaultDimensions();
    this.#metrics.setDefaultDimensions({ Stage: stage });
  }

  add(figures: LiveFigures): void {
    this.#figures.push(figures);
    if (this.#figures.reduce((sum, { intervalMs }) => sum + intervalMs, 0) >= EMIT_MS) this.emit();
  }

  emit(): void {
    const all = this.#figures;
    this.#figures = [];
    const last = all.at(-1);
    if (last === undefined) return;
    const sum = (read: (figures: LiveFigures) => number): number =>
      all.reduce((total, one) => total + read(one), 0);
    const add = (name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number): void =>
      void this.#metrics.addMetric(name, unit, value);
    add(LIVE_METRICS.connections, MetricUnit.Count, last.connections);
    add(LIVE_METRICS.users, MetricUnit.Count, last.users);
    add(
      LIVE_METRICS.messagesSent,
      MetricUnit.Count,
      sum(({ messages }) => messages),
    );
    add(
      LIVE_METRICS.framesSent,
      MetricUnit.Count,
      sum(({ frames }) => frames),
    );
    add(
      LIVE_METRICS.bytesSent,
      MetricUnit.Bytes,
      sum(({ bytes }) => bytes),
    );
    add(
      LIVE_METRICS.postsFailed,
      MetricUnit.Count,
      sum(({ failures }) => failures),
    );
    add(
      LIVE_METRICS.resets,
      MetricUnit.Count,
      sum(({ resets }) => resets),
    );
    for (const lagMs of sample(
      all.flatMap(({ lagsMs }) => lagsMs),
      LAG_SAMPLES,
    ))
      add(LIVE_METRICS.lagMs, MetricUnit.Milliseconds, lagMs);
    this.#metrics.publishStoredMetrics();
  }
}

function sample(values: readonly number[], count: number): number[] {
  const step = Math.max(1, values.length / count);
  return Array.from(
    { length: Math.min(count, values.length) },
    (_, index) => values[Math.floor(index * step)] ?? 0,
  );
}

/** @param sorted ascending, not empty */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** As the table of measurements has it. */
export function liveData(figures: LiveFigures): LiveData {
  const lagsMs = figures.lagsMs.toSorted((one, other) => one - other);
  return {
    intervalMs: figures.intervalMs,
    connections: figures.connections,
    users: figures.users,
    messagesSent: figures.messages,
    bytesSent: figures.bytes,
    batchesSent: figures.frames,
    pendingBatches: figures.pending,
    replaced: figures.replaced,
    gone: figures.gone,
    lagMs:
      lagsMs.length === 0
        ? null
        : {
            mean: lagsMs.reduce((sum, lag) => sum + lag, 0) / lagsMs.length,
            max: lagsMs.at(-1) ?? 0,
            p50: percentile(lagsMs, 0.5),
            p95: percentile(lagsMs, 0.95),
          },
    batchEnabled: true,
    compressionEnabled: false,
  };
}
