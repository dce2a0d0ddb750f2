import type { ScheduleWiring } from '../../../local/assembly/wiring.ts';
import { startSchedule } from '../../../local/schedules.ts';

const wiring: ScheduleWiring = {
  name: 'Hourly',
  functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:Maintain',
  everySeconds: 3_600,
  input: undefined,
};

function start(change: Partial<ScheduleWiring> = {}, invoke = (): Promise<unknown> => Promise.resolve(null)) {
  const events: unknown[] = [];
  const failures: unknown[] = [];
  const interval: { ms: number; run: () => void; ended: boolean } = {
    ms: 0,
    run: () => undefined,
    ended: false,
  };
  const end = startSchedule({
    wiring: { ...wiring, ...change },
    invoke: (event) => {
      events.push(event);
      return invoke();
    },
    every: (ms, run) => {
      Object.assign(interval, { ms, run });
      return () => (interval.ended = true);
    },
    now: () => new Date('2026-02-03T04:05:06Z'),
    onFailure: (error) => failures.push(error),
  });
  return { end, events, failures, interval };
}

describe('startSchedule', () => {
  it('invokes at once and then at its rate, with the event of a schedule', () => {
    const { events, interval } = start();
    interval.run();

    expect(interval.ms).toBe(3_600_000);
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      time: '2026-02-03T04:05:06.000Z',
      resources: ['arn:aws:scheduler:eu-west-1:000000000000:schedule/default/Hourly'],
    });
  });

  it("gives the target's own input instead when it has one", () => {
    expect(start({ input: '{"job":"retention"}' }).events).toEqual([{ job: 'retention' }]);
  });

  it('reports a run that failed and goes on', async () => {
    const { failures, interval, events } = start({}, () => Promise.reject(new Error('late')));
    interval.run();
    await new Promise((resolve) => setImmediate(resolve));

    expect(failures).toHaveLength(2);
    expect(events).toHaveLength(2);
  });

  it('ends its interval', () => {
    const { end, interval } = start();

    end();

    expect(interval.ended).toBe(true);
  });
});
