import { type CapacityEstimate, GUIDE_SERVERS } from './estimate-capacity.ts';
import type { WorkStage } from './stages-of-work.ts';

/** What may ask for a change; null: not known. */
export interface CapacityFigures {
  readonly queuePercent: number | null;
  readonly avgProcessingMs: number | null;
  /** Batches on their way: in the tasks' memory, in their spools, in the queue of records. */
  readonly pendingBatches: number | null;
  readonly spoolPercent: number | null;
  /** Lost in the kernel's buffer during the sample. */
  readonly kernelDrops: number;
  readonly databaseConnectionsPercent: number | null;
}

/** Fields of a stage in `lib/stages.ts`. */
export const STAGE_SETTINGS = [
  'ingestReceivers',
  'ingestVcpu',
  'ingestMaxTasks',
  'ingestQueueDatagrams',
  'ingestSpoolGb',
  'storeConcurrency',
  'databaseMaxAcu',
  'databaseWriterClass',
  'databaseMaxConnections',
] as const;
export type StageSetting = (typeof STAGE_SETTINGS)[number];

export interface Advice {
  /** The same for each piece of advice of its kind. */
  readonly code:
    | 'let-it-run'
    | 'little-load'
    | 'narrow-stage'
    | 'too-small-for-3000'
    | 'queue-full'
    | 'slow-processing'
    | 'batches-pending'
    | 'spool-full'
    | 'kernel-drops'
    | 'connections-full';
  /** What to change; null: nothing. */
  readonly setting: StageSetting | null;
  readonly stage: WorkStage | null;
  /** The figure that asks for it, in the unit of the text; null: there is none yet. */
  readonly value: number | null;
  readonly text: string;
}

const SETTING_BY_STAGE: Readonly<Record<WorkStage, readonly [StageSetting, string]>> = {
  receive: ['ingestReceivers', 'ingestReceivers (sockets of a task), or ingestMaxTasks'],
  decode: ['ingestVcpu', 'ingestVcpu (a decode worker for each core), or ingestMaxTasks'],
  cpu: ['ingestVcpu', 'ingestVcpu (cores of a task), or ingestMaxTasks'],
  store: ['storeConcurrency', 'storeConcurrency (executions of store-batch at once)'],
  database: ['databaseMaxAcu', 'databaseMaxAcu, or databaseWriterClass where the writer is not serverless'],
};

/** What to change, by the figures that ask for it, the most pressing first. Empty: nothing asks for anything. */
export function recommend(estimate: CapacityEstimate, figures: CapacityFigures): Advice[] {
  const advice: Advice[] = [];
  const add = (
    code: Advice['code'],
    value: number | null,
    text: string,
    setting: StageSetting | null,
    stage: WorkStage | null = null,
  ): void => void advice.push({ code, setting, stage, value, text });

  const { bottleneck, utilizationPercent, maxServers, canHandle3000 } = estimate;
  if (figures.kernelDrops > 0)
    add(
      'kernel-drops',
      figures.kernelDrops,
      `The kernel dropped ${figures.kernelDrops} datagrams since a socket's buffer was full: raise ingestReceivers.`,
      'ingestReceivers',
    );
  if (isAbove(figures.queuePercent, 50))
    add(
      'queue-full',
      figures.queuePercent,
      `The queue before the decode workers was ${percent(figures.queuePercent)} full: raise ingestVcpu; ingestQueueDatagrams only buys time.`,
      'ingestVcpu',
    );
  if (isAbove(utilizationPercent, 80) && bottleneck !== null)
    add(
      'narrow-stage',
      utilizationPercent,
      `The stage "${bottleneck}" is at ${percent(utilizationPercent)} of what was measured: raise ${SETTING_BY_STAGE[bottleneck][1]}.`,
      SETTING_BY_STAGE[bottleneck][0],
      bottleneck,
    );
  if (isAbove(figures.avgProcessingMs, 50))
    add(
      'slow-processing',
      figures.avgProcessingMs,
      `Decoding a message takes ${round(figures.avgProcessingMs)} ms: the cores of the task are starved, raise ingestVcpu.`,
      'ingestVcpu',
      'decode',
    );
  if (isAbove(figures.pendingBatches, 1_000))
    add(
      'batches-pending',
      figures.pendingBatches,
      `${figures.pendingBatches ?? 0} batches wait to be stored: raise storeConcurrency if the database has room, and look at the alarms of the records queue.`,
      'storeConcurrency',
      'store',
    );
  if (isAbove(figures.spoolPercent, 50))
    add(
      'spool-full',
      figures.spoolPercent,
      `The spool on a task's disk is ${percent(figures.spoolPercent)} full, so SQS does not take the batches: look there first; ingestSpoolGb buys time.`,
      'ingestSpoolGb',
    );
  if (isAbove(figures.databaseConnectionsPercent, 80))
    add(
      'connections-full',
      figures.databaseConnectionsPercent,
      `${percent(figures.databaseConnectionsPercent)} of the database's connections are taken: raise databaseMaxConnections, or set databaseProxy.`,
      'databaseMaxConnections',
      'database',
    );
  if (canHandle3000 === false && bottleneck !== null && maxServers !== null)
    add(
      'too-small-for-3000',
      maxServers,
      `As measured the stage "${bottleneck}" serves ${maxServers} terminals. For ${GUIDE_SERVERS} it has to do ${factor(maxServers)} as much: raise ${SETTING_BY_STAGE[bottleneck][1]}.`,
      SETTING_BY_STAGE[bottleneck][0],
      bottleneck,
    );
  if (estimate.confidence === 'low' && canHandle3000 !== true)
    add(
      'little-load',
      maxServers,
      `${maxServers ?? 0} terminals are the low end: it was measured at little load, where each message costs more than it will. Look again with more terminals; \`npm run bench -- ingest\` measures at full load.`,
      null,
      bottleneck,
    );
  if (estimate.confidence === 'none')
    add(
      'let-it-run',
      null,
      'Too little was measured for an estimate: let terminals talk for some minutes. It takes at least 100 messages in a minute that were decoded and stored.',
      null,
    );
  return advice;
}

function isAbove(value: number | null, limit: number): boolean {
  return value !== null && value > limit;
}

function round(value: number | null): number {
  return Math.round((value ?? 0) * 10) / 10;
}

function percent(value: number | null): string {
  return `${round(value)} %`;
}

function factor(maxServers: number): string {
  return maxServers === 0 ? 'many times' : `${round(GUIDE_SERVERS / maxServers)} times`;
}
