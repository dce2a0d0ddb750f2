import type { EventSourceWiring } from '../../../local/assembly/wiring.ts';
import { type Clock, type EventSourceOptions, startEventSource } from '../../../local/sqs/event-source.ts';
import type { QueueClient, ReceivedMessage } from '../../../local/sqs/queue-client.ts';

const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:000000000000:Records';

const wiring: EventSourceWiring = {
  functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:Store',
  queueArn: QUEUE_ARN,
  batchSize: 10,
  windowSeconds: 0,
  reportsItemFailures: true,
  maximumConcurrency: 1,
};

function message(id: string, body = `body of ${id}`): ReceivedMessage {
  return {
    messageId: id,
    receiptHandle: `handle-${id}`,
    body,
    md5OfBody: 'd41d8cd98f00b204e9800998ecf8427e',
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1700000000000' },
    messageAttributes: {},
  };
}

/** Hands out what is scripted, one entry a call; then nothing, until the source is stopped. */
class FakeQueue implements Pick<QueueClient, 'receive' | 'delete'> {
  readonly receives: { readonly maxMessages: number; readonly waitSeconds: number }[] = [];
  readonly deleted: string[] = [];
  readonly exhausted = Promise.withResolvers<undefined>();
  readonly #script: (readonly ReceivedMessage[] | Error)[];
  readonly #closing = Promise.withResolvers<undefined>();
  deleteFailures: (Error | readonly string[])[] = [];

  constructor(script: readonly (readonly ReceivedMessage[] | Error)[]) {
    this.#script = [...script];
  }

  async receive(maxMessages: number, waitSeconds: number): Promise<ReceivedMessage[]> {
    this.receives.push({ maxMessages, waitSeconds });
    const next = this.#script.shift();
    if (next instanceof Error) throw next;
    if (next !== undefined) return [...next];
    // A window goes on with short polls; only a long poll waits.
    if (waitSeconds === 0) return [];
    this.exhausted.resolve(undefined);
    await this.#closing.promise;
    return [];
  }

  delete(receiptHandles: readonly string[]): Promise<string[]> {
    const failure = this.deleteFailures.shift();
    if (failure instanceof Error) return Promise.reject(failure);
    const failed = failure ?? [];
    this.deleted.push(...receiptHandles.filter((handle) => !failed.includes(handle)));
    return Promise.resolve([...failed]);
  }

  close(): void {
    this.#closing.resolve(undefined);
  }
}

/** Time passes only while somebody sleeps. */
function fakeClock(): Clock & { readonly slept: number[] } {
  let nowMs = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => nowMs,
    sleep: (ms) => {
      slept.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
  };
}

async function run(
  script: readonly (readonly ReceivedMessage[] | Error)[],
  options: Partial<EventSourceOptions> & { readonly deleteFailures?: (Error | readonly string[])[] } = {},
): Promise<{ queue: FakeQueue; events: object[]; failures: unknown[]; slept: number[] }> {
  const queue = new FakeQueue(script);
  queue.deleteFailures = options.deleteFailures ?? [];
  const events: object[] = [];
  const failures: unknown[] = [];
  const clock = fakeClock();
  const source = startEventSource({
    wiring,
    queue,
    clock,
    onFailure: (error) => failures.push(error),
    ...options,
    invoke: async (event) => {
      events.push(event);
      return options.invoke?.(event);
    },
  });
  await queue.exhausted.promise;
  queue.close();
  await source.stop();
  return { queue, events, failures, slept: clock.slept };
}

describe('startEventSource', () => {
  it('hands over records of the shape that Lambda gives and deletes what succeeded', async () => {
    const { queue, events } = await run([[message('a'), message('b')]]);

    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      Records: [
        {
          messageId: 'a',
          receiptHandle: 'handle-a',
          body: 'body of a',
          attributes: { ApproximateReceiveCount: '1' },
          messageAttributes: {},
          eventSource: 'aws:sqs',
          eventSourceARN: QUEUE_ARN,
          awsRegion: 'eu-west-1',
        },
        { messageId: 'b' },
      ],
    });
    expect(queue.deleted).toEqual(['handle-a', 'handle-b']);
  });

  it('leaves the messages that the function reports in the queue', async () => {
    const { queue } = await run([[message('a'), message('b'), message('c')]], {
      invoke: () => Promise.resolve({ batchItemFailures: [{ itemIdentifier: 'b' }] }),
    });

    expect(queue.deleted).toEqual(['handle-a', 'handle-c']);
  });

  it('leaves the whole batch when the function throws, and goes on with the next', async () => {
    const { queue, failures } = await run([[message('a')], [message('b')]], {
      invoke: (event) =>
        JSON.stringify(event).includes('handle-a')
          ? Promise.reject(new Error('dead'))
          : Promise.resolve(null),
    });

    expect(failures).toEqual([new Error('dead')]);
    expect(queue.deleted).toEqual(['handle-b']);
  });

  it('ignores reported failures when the template does not ask for them', async () => {
    const { queue } = await run([[message('a')]], {
      wiring: { ...wiring, reportsItemFailures: false },
      invoke: () => Promise.resolve({ batchItemFailures: [{ itemIdentifier: 'a' }] }),
    });

    expect(queue.deleted).toEqual(['handle-a']);
  });

  it('invokes at once with what one poll brought when there is no window', async () => {
    const { events } = await run([[message('a')], [message('b')]]);

    expect(events).toHaveLength(2);
  });

  it('gathers up to the batch size within the window and never asks for more than fits', async () => {
    const { events, queue } = await run([[message('a'), message('b')], [message('c')], [message('d')]], {
      wiring: { ...wiring, batchSize: 4, windowSeconds: 5 },
    });

    expect(events).toHaveLength(1);
    expect(queue.deleted).toEqual(['handle-a', 'handle-b', 'handle-c', 'handle-d']);
    expect(queue.receives.slice(0, 3).map((call) => call.maxMessages)).toEqual([4, 2, 1]);
  });

  it('invokes with what it has when the window ends', async () => {
    const { events, slept } = await run([[message('a')]], {
      wiring: { ...wiring, batchSize: 10, windowSeconds: 0.5 },
    });

    expect(events).toHaveLength(1);
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(500);
  });

  it('splits what Lambda would refuse as one event', async () => {
    const large = 'x'.repeat(1024 * 1024);
    const received = Array.from({ length: 10 }, (_, index) => message(String(index), large));

    const { events, queue } = await run([received]);

    expect(events).toHaveLength(2);
    for (const event of events) expect(JSON.stringify(event).length).toBeLessThanOrEqual(6 * 1024 * 1024);
    expect(queue.deleted).toHaveLength(10);
  });

  it('polls again when SQS is away', async () => {
    const { queue, slept } = await run([new Error('refused'), new Error('refused'), [message('a')]]);

    expect(slept).toEqual([250, 250]);
    expect(queue.deleted).toEqual(['handle-a']);
  });

  it('repeats a deletion that failed, for those that are left', async () => {
    const { queue } = await run([[message('a'), message('b')]], {
      deleteFailures: [new Error('refused'), ['handle-b'], []],
    });

    expect(queue.deleted).toEqual(['handle-a', 'handle-b']);
  });

  it('runs as many invocations at once as the template allows, and no more', async () => {
    const queue = new FakeQueue([[message('a')], [message('b')], [message('c')]]);
    const gates = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
    const bothRunning = Promise.withResolvers<undefined>();
    let running = 0;
    let started = 0;
    const source = startEventSource({
      wiring: { ...wiring, maximumConcurrency: 2 },
      queue,
      clock: fakeClock(),
      onFailure: () => undefined,
      invoke: async () => {
        running += 1;
        started += 1;
        if (running === 2) bothRunning.resolve(undefined);
        await gates[started - 1]?.promise;
        running -= 1;
        return null;
      },
    });

    await bothRunning.promise;
    const startedWhileBusy = started;
    for (const gate of gates) gate.resolve(null);
    await queue.exhausted.promise;
    queue.close();
    await source.stop();

    expect(startedWhileBusy).toBe(2);
    expect(queue.deleted).toHaveLength(3);
  });
});
