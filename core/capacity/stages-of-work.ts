import { itemMsAtLargest, type WorkSums } from './service-line.ts';

/** The stages that a message goes through, in its order. `cpu`: what receiving and decoding share. */
export const WORK_STAGES = ['receive', 'decode', 'cpu', 'store', 'database'] as const;
export type WorkStage = (typeof WORK_STAGES)[number];

/** What was measured in one time, over all programs. Absent: it was not. */
export interface WorkMeasured {
  /** Sums of all tasks. */
  readonly ingest?: {
    /** Of the rows together: two tasks in one minute are two minutes. */
    readonly measuredMs: number;
    readonly messages: number;
    readonly decodeBusyMs: number;
    readonly decodeCpuMs: number;
    readonly receiveCpuMs: number;
  };
  /** Of the tasks that live now. */
  readonly tasks: { readonly workers: number; readonly receivers: number; readonly cores: number };
  readonly store?: { readonly sums: WorkSums; readonly concurrency: number };
  readonly database?: {
    readonly vcpu: number;
    /** Cores that are busy with everything else than storing. */
    readonly otherCores: number;
  };
}

export interface StageRate {
  readonly stage: WorkStage;
  /** Messages that it can do a second; null: not measured. */
  readonly ratePerS: number | null;
}

/** Less busy than this, what a thread does without any message would be taken for the messages' cost. */
const LEAST_BUSY = 0.05;

/** What each stage could do a second, from the time that it was busy and what it did in that time. */
export function rateStages({ ingest, tasks, store, database }: WorkMeasured): StageRate[] {
  const itemMs = store === undefined ? undefined : itemMsAtLargest(store.sums);
  const perMessage = (busyMs: number): number => (ingest === undefined ? 0 : busyMs / ingest.messages);
  /** Of one of so many. */
  const isBusy = (busyMs: number, servers: number): boolean =>
    ingest !== undefined && servers > 0 && busyMs >= LEAST_BUSY * ingest.measuredMs;

  const rates: Record<WorkStage, number | undefined> = {
    receive: undefined,
    decode: undefined,
    cpu: undefined,
    store: undefined,
    database: undefined,
  };
  if (ingest !== undefined && ingest.messages > 0) {
    const cpuMs = ingest.decodeCpuMs + ingest.receiveCpuMs;
    rates.decode = rateOf(tasks.workers, perMessage(ingest.decodeBusyMs));
    if (isBusy(ingest.receiveCpuMs, tasks.receivers))
      rates.receive = rateOf(tasks.receivers, perMessage(ingest.receiveCpuMs));
    if (isBusy(cpuMs, tasks.cores)) rates.cpu = rateOf(tasks.cores, perMessage(cpuMs));
  }
  if (store !== undefined && itemMs !== undefined) rates.store = rateOf(store.concurrency, itemMs);
  if (database !== undefined && itemMs !== undefined)
    rates.database = rateOf(Math.max(0, database.vcpu - database.otherCores), itemMs);
  return WORK_STAGES.map((stage) => ({ stage, ratePerS: rates[stage] ?? null }));
}

function rateOf(servers: number, ms: number): number | undefined {
  return ms > 0 && Number.isFinite(ms) ? (servers * 1_000) / ms : undefined;
}
