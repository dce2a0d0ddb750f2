import { type Arrivals, measureArrivals } from '../../capacity/arrival-rate.ts';
import { estimateCapacity, type CapacityEstimate, type Sample } from '../../capacity/estimate-capacity.ts';
import { rateStages, type StageRate, type WorkMeasured } from '../../capacity/stages-of-work.ts';
import type { WorkSums } from '../../capacity/service-line.ts';
import { livingOf, type Recent, sumOf } from './recent-measurements.ts';

/** What the measurements of the last 15 minutes say of the system's capacity. */
export interface MeasuredWork {
  readonly estimate: CapacityEstimate;
  readonly stages: readonly StageRate[];
  readonly arrivals: ReturnType<typeof measureArrivals>;
  readonly sample: Sample;
  readonly storeSums: WorkSums;
}

/** @param servers terminals that are registered and not paused */
export function measureWork(recent: Recent, servers: number): MeasuredWork {
  const { ingest } = recent;
  const storeSums = sumStoring(recent);
  const stages = rateStages(workOf(recent, storeSums));
  const arrivals = measureArrivals(
    ingest.map(({ measuredAt, data }): Arrivals => ({
      atMs: measuredAt.getTime(),
      intervalMs: data.intervalMs,
      messages: data.messages,
      online: data.terminals.online,
    })),
  );
  const sample = {
    messages: sumOf(ingest, ({ data }) => data.messages),
    seconds: measuredSeconds(recent),
  };
  return {
    estimate: estimateCapacity({ servers, stages, arrivals, sample }),
    stages,
    arrivals,
    sample,
    storeSums,
  };
}

function workOf(recent: Recent, sums: WorkSums): WorkMeasured {
  const { ingest, store } = recent;
  const living = livingOf(ingest, recent.now);
  // A task that has left measured its share, too; what there is to work with is what lives now.
  const tasks = {
    workers: sumOf(living, ({ data }) => data.workers),
    receivers: sumOf(living, ({ data }) => data.receivers),
    cores: sumOf(living, ({ data }) => data.host.cores),
  };
  const database = databaseOf(recent);
  const containers = new Set(store.map(({ instance }) => instance)).size;
  return {
    tasks,
    ...(ingest.length === 0
      ? {}
      : {
          ingest: {
            measuredMs: sumOf(ingest, ({ data }) => data.intervalMs),
            messages: sumOf(ingest, ({ data }) => data.messages),
            decodeBusyMs: sumOf(ingest, ({ data }) => data.decodeBusyMs),
            decodeCpuMs: sumOf(ingest, ({ data }) => data.decodeCpuMs),
            receiveCpuMs: sumOf(ingest, ({ data }) => data.receiveCpuMs),
          },
        }),
    ...(store.length === 0
      ? {}
      : { store: { sums, concurrency: store.at(-1)?.data.concurrency ?? containers } }),
    ...(database === undefined ? {} : { database }),
  };
}

function sumStoring({ store }: Recent): WorkSums {
  return {
    runs: sumOf(store, ({ data }) => data.invocations),
    items: sumOf(store, ({ data }) => data.records),
    ms: sumOf(store, ({ data }) => data.busyMs),
    itemsSquared: sumOf(store, ({ data }) => data.sumRecordsSquared),
    itemsMs: sumOf(store, ({ data }) => data.sumRecordsMs),
    largestItems: Math.max(0, ...store.map(({ data }) => data.largestRecords)),
  };
}

/** What the database was busy with besides storing, between the first and the last look at it. */
function databaseOf({ system, store }: Recent): WorkMeasured['database'] {
  const [first, last] = [system.at(0), system.at(-1)];
  const vcpu = last?.data.database.vcpu ?? null;
  if (first === undefined || last === undefined || vcpu === null) return undefined;
  const betweenMs = last.measuredAt.getTime() - first.measuredAt.getTime();
  const activeMs = last.data.database.activeMsTotal - first.data.database.activeMsTotal;
  // A statistic that was reset, or one look only: nothing is known of the rest.
  if (betweenMs <= 0 || activeMs < 0) return { vcpu, otherCores: 0 };
  const storeMs = sumOf(
    store.filter(({ measuredAt }) => measuredAt >= first.measuredAt && measuredAt <= last.measuredAt),
    ({ data }) => data.busyMs,
  );
  return { vcpu, otherCores: Math.max(0, activeMs - storeMs) / betweenMs };
}

/** The time in which at least one task measured, seconds. */
function measuredSeconds({ ingest }: Recent): number {
  const [first, last] = [ingest.at(0), ingest.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const fromMs = first.measuredAt.getTime() - first.data.intervalMs;
  const betweenMs = last.measuredAt.getTime() - fromMs;
  return (
    Math.min(
      betweenMs,
      sumOf(ingest, ({ data }) => data.intervalMs),
    ) / 1_000
  );
}
