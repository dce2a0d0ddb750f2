import { randomUUID } from 'node:crypto';
import type { ScheduleWiring } from './assembly/wiring.ts';

export interface ScheduleOptions {
  readonly wiring: ScheduleWiring;
  /** With its own tries, if the template asks for them; what it rejects with is reported. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** How an interval is set; the real one by default in the stack. */
  readonly every: (ms: number, run: () => void) => () => void;
  readonly now: () => Date;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Runs a rate() schedule: once now, then at its rate. Like EventBridge Scheduler it does not wait for the run before.
 * @returns a function that ends it
 */
export function startSchedule({ wiring, invoke, every, now, onFailure }: ScheduleOptions): () => void {
  const run = (): void => {
    invoke(eventOf(wiring, now())).catch(onFailure);
  };
  run();
  return every(wiring.everySeconds * 1_000, run);
}

/** The target's own input, or the event of EventBridge: id, source, time, the schedule's ARN, an empty detail. */
function eventOf(wiring: ScheduleWiring, time: Date): unknown {
  if (wiring.input !== undefined) return JSON.parse(wiring.input);
  const [, , , region = '', account = ''] = wiring.functionArn.split(':');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account,
    time: time.toISOString(),
    region,
    resources: [`arn:aws:scheduler:${region}:${account}:schedule/default/${wiring.name}`],
    detail: '{}',
  };
}
