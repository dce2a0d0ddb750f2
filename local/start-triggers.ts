import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Wiring } from './assembly/wiring.ts';
import { invokeAsynchronously } from './lambda/invoke-asynchronously.ts';
import type { RunningFunctions } from './lambda/start-functions.ts';
import { startSchedule } from './schedules.ts';
import { startEventSource } from './sqs/event-source.ts';
import { createQueueClient } from './sqs/queue-client.ts';

export interface TriggersOptions {
  readonly wiring: Pick<Wiring, 'eventSources' | 'schedules' | 'asyncInvokes' | 'queues'>;
  readonly functions: Pick<RunningFunctions, 'invoke' | 'report'>;
  readonly sqs: SQSClient;
}

export interface RunningTriggers {
  /** Hands an event over whose sender does not wait, as Lambda does: with tries, and a queue for what fails. Never rejects. */
  invokeLater(functionArn: string, event: unknown): Promise<void>;
  /** After what is at hand. */
  stop(): Promise<void>;
}

/** Begins to feed the functions: event sources and schedules. */
export function startTriggers(options: TriggersOptions): RunningTriggers {
  const { wiring, functions, sqs } = options;
  const ending = new AbortController();
  const queueOf = (arn: string) =>
    createQueueClient(sqs, wiring.queues.find((queue) => queue.arn === arn)?.url ?? '');
  const eventSources = wiring.eventSources.map((source) =>
    startEventSource({
      wiring: source,
      queue: queueOf(source.queueArn),
      invoke: (event) => functions.invoke(source.functionArn, event),
      clock: { now: () => Date.now(), sleep: (ms) => sleep(ms) },
      onFailure: (error) => functions.report(source.functionArn, error),
    }),
  );
  const invokeUnawaited = (functionArn: string, event: unknown): Promise<unknown> => {
    const failures = wiring.asyncInvokes.find((one) => one.functionArn === functionArn);
    const invoke = (one: unknown): Promise<unknown> => functions.invoke(functionArn, one);
    if (failures === undefined) return invoke(event);
    return invokeAsynchronously(
      {
        wiring: failures,
        invoke,
        sleep: (ms) => sleep(ms, undefined, { ref: false, signal: ending.signal }),
        sendToQueue: (body) => queueOf(failures.queueArn).send(body),
        onFailure: (error) => functions.report(functionArn, error),
        now: () => new Date(),
      },
      event,
    );
  };
  const endSchedules = wiring.schedules.map((schedule) =>
    startSchedule({
      wiring: schedule,
      invoke: (event) => invokeUnawaited(schedule.functionArn, event),
      every: setUnreferencedInterval,
      now: () => new Date(),
      onFailure: (error) => functions.report(schedule.functionArn, error),
    }),
  );
  return {
    invokeLater: async (functionArn, event) => {
      try {
        await invokeUnawaited(functionArn, event);
      } catch (error) {
        functions.report(functionArn, error);
      }
    },
    stop: async () => {
      for (const end of endSchedules) end();
      ending.abort();
      await Promise.all(eventSources.map((source) => source.stop()));
    },
  };
}

function setUnreferencedInterval(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  timer.unref();
  return () => clearInterval(timer);
}
