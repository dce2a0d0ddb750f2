import {
  type SubscriptionPolicy,
  SUBSCRIPTION_POLICY,
  SubscriptionPlanner,
} from '../../../core/fleet/subscription-planner.ts';

const T0 = 1_764_800_000_000;
const policy = (overrides: Partial<SubscriptionPolicy> = {}): SubscriptionPolicy => ({
  ...SUBSCRIPTION_POLICY,
  ...overrides,
});
const neverSeen = (): number => 0;

function lstTimes(
  planner: SubscriptionPlanner,
  untilMs: number,
  seen: (nowMs: number) => number = neverSeen,
): number[] {
  const times: number[] = [];
  for (let nowMs = T0; nowMs <= T0 + untilMs; nowMs += 100) {
    const { commands } = planner.step(nowMs, () => seen(nowMs));
    times.push(...commands.filter(({ command }) => command === 'lst').map(() => nowMs - T0));
  }
  return times;
}

describe('subscriptions', () => {
  it('speak to 3,000 terminals in six seconds, never to more than 100 at once', () => {
    const planner = new SubscriptionPlanner(policy(), () => 0.5);
    for (let slot = 0; slot < 3_000; slot += 1) planner.watch(slot, T0);
    const perStep: number[] = [];
    for (let nowMs = T0; nowMs <= T0 + 6_100; nowMs += 100) {
      perStep.push(planner.step(nowMs, neverSeen).commands.filter(({ command }) => command === 'lst').length);
    }

    expect(perStep.reduce((sum, one) => sum + one, 0)).toBe(3_000);
    expect(Math.max(...perStep)).toBeLessThanOrEqual(100);
  });

  it('send SubscribeCharts after lst, once a terminal has had time to answer', () => {
    const planner = new SubscriptionPlanner(policy(), () => 0.5);
    planner.watch(7, T0);
    planner.step(T0, neverSeen);
    const first = planner.step(T0 + 100, neverSeen).commands;
    const second = [200, 300].flatMap((ms) => planner.step(T0 + ms, neverSeen).commands);

    expect(first).toEqual([{ slot: 7, command: 'lst' }]);
    expect(second).toEqual([{ slot: 7, command: 'SubscribeCharts' }]);
  });

  it('ask a silent terminal again with growing pauses, up to five minutes', () => {
    const planner = new SubscriptionPlanner(policy(), () => 0.5);
    planner.watch(7, T0);
    const times = lstTimes(planner, 1_200_000);

    const pauses = times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) / 1000));
    expect(pauses.slice(0, 6)).toEqual([15, 30, 60, 120, 240, 300]);
  });

  it('leave a terminal that answers alone, and ask at once when it goes silent', () => {
    const planner = new SubscriptionPlanner(policy(), () => 0.5);
    planner.watch(7, T0);
    const stopsAt = T0 + 60_000;
    const times = lstTimes(planner, 80_000, (nowMs) => (nowMs < T0 + 1_000 ? 0 : Math.min(nowMs, stopsAt)));

    expect(times).toEqual([100, 75_000]);
  });

  it('ask a terminal that already pushes when the task starts, since a new task has to own the stream', () => {
    const planner = new SubscriptionPlanner(policy(), () => 0.5);
    planner.watch(7, T0);

    expect(lstTimes(planner, 30_000, (nowMs) => nowMs)).toEqual([100]);
  });

  it('keep speaking at the interval of mode local', () => {
    const planner = new SubscriptionPlanner(policy({ keepAliveMs: 30_000 }), () => 0.5);
    planner.watch(7, T0);

    expect(lstTimes(planner, 95_000, (nowMs) => nowMs)).toEqual([100, 30_100, 60_100, 90_100]);
  });

  it('tell each transition once, and a terminal that never came as silent after 15 s', () => {
    const planner = new SubscriptionPlanner(policy(), () => 0.5);
    planner.watch(1, T0);
    planner.watch(2, T0);
    const seen = (slot: number, nowMs: number): number => (slot === 1 ? Math.min(nowMs, T0 + 5_000) : 0);
    const changes: string[] = [];
    for (let nowMs = T0; nowMs <= T0 + 40_000; nowMs += 100) {
      for (const one of planner.step(nowMs, (slot) => seen(slot, nowMs)).changes) {
        changes.push(`${one.slot} ${one.isOnline ? 'online' : 'offline'} ${Math.round((nowMs - T0) / 1000)}`);
      }
    }

    expect(changes).toEqual(['1 online 0', '2 offline 15', '1 offline 20']);
    expect([planner.online, planner.silent]).toEqual([0, 2]);
  });
});
