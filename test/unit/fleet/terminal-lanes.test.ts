import { LANE_POLICY } from '../../../core/fleet/commands/lane-contract.ts';
import type { ReplyPart } from '../../../core/fleet/commands/reply.ts';
import { openLanes, text } from '../../support/open-lanes.ts';

describe('commands to one terminal', () => {
  it('go one after the other, and each gets the answer that came while it was in flight', () => {
    const { command, step, reply, pass, sends, resultOf } = openLanes();
    const [first, second] = [command(1, 'one'), command(1, 'one')];
    step();
    pass(100);
    expect(sends).toHaveLength(1);
    reply(1, text('one'));
    pass(LANE_POLICY.gapMs);
    reply(1, text('ERR two', true));

    expect(sends.map((send) => send.text)).toEqual([`report #${first}`, `report #${second}`]);
    expect(resultOf(first)).toMatchObject({ state: 'answered', reply: 'one', datagrams: 1, reason: null });
    expect(resultOf(second)).toMatchObject({ state: 'refused', reply: 'ERR two' });
  });

  it('are not answered by a doubled or late datagram of the one before', () => {
    const { command, step, reply, pass, resultOf, sends } = openLanes();
    const [first, second] = [command(1, 'one'), command(1, 'one')];
    step();
    reply(1, text('one'));
    pass(20);
    reply(1, text('one'));
    pass(LANE_POLICY.gapMs);
    expect(sends).toHaveLength(2);
    // It waited in front of a busy worker: at the socket it was before the second command left.
    reply(1, text('one'), (sends[1]?.atMs ?? 0) - 1);
    pass(10);

    expect(resultOf(first)?.reply).toBe('one');
    expect(resultOf(second)).toBeUndefined();
  });

  it('wait after a time-out until a late answer cannot be theirs', () => {
    const { command, step, reply, pass, sends, resultOf } = openLanes();
    const silent = command(1, 'one', 1_000);
    const next = command(1, 'one', 10_000);
    step();
    pass(1_500);
    reply(1, text('late'));
    pass(400);
    const before = sends.length;
    pass(200);

    expect(resultOf(silent)).toMatchObject({ state: 'timed-out', reply: null, settledAtMs: 11_000 });
    expect([before, sends.length]).toEqual([1, 2]);
    expect(resultOf(next)).toBeUndefined();
  });

  it('collect an answer of many datagrams until it is quiet, or the deadline says what came', () => {
    const { command, step, reply, pass, resultOf } = openLanes();
    const whole = command(1, 'many');
    const endless = command(2, 'many', 1_000);
    step();
    for (let n = 0; n < 6; n += 1) {
      pass(200);
      if (n < 3) reply(1, text(`part ${n}`));
      reply(2, text('more'));
    }
    expect(resultOf(whole)).toMatchObject({
      state: 'answered',
      reply: 'part 0\npart 1\npart 2',
      datagrams: 3,
    });
    expect(resultOf(endless)).toMatchObject({ state: 'answered', datagrams: 4, reason: 'deadline' });
  });

  it('do not take for an answer what old terminals push unasked, unless they asked for the log', () => {
    const { command, step, reply, pass, resultOf } = openLanes();
    const log: ReplyPart = { ...text('[SQLCommand 1] update'), content: 'log' };
    const start = command(1, 'one');
    const select = command(2, 'many', 10_000, 'SQLSelect 2025-12-01T00:00:00');
    step();
    reply(1, log);
    reply(2, log);
    pass(2_100);

    expect(resultOf(start)).toBeUndefined();
    expect(resultOf(select)).toMatchObject({ state: 'answered', datagrams: 1 });
  });

  it('that have no answer are done once they have left', () => {
    const { command, step, resultOf, awaited } = openLanes();
    const id = command(1, 'none');
    step();

    expect(resultOf(id)).toMatchObject({ state: 'answered', reply: null, reason: 'no-answer-expected' });
    expect(awaited.get(1) ?? 0).toBe(0);
  });

  it.each([
    ['late', 'lease-lost'],
    ['failed', 'send-failed'],
  ] as const)('are not sent when the socket says %s', (outcome, reason) => {
    const { world, command, step, resultOf } = openLanes();
    world.outcome = outcome;
    const ids = [command(1, 'one'), command(2, 'none')];
    step();

    for (const id of ids) expect(resultOf(id)).toMatchObject({ state: 'not-sent', reason, sentAtMs: null });
  });

  it('wait for an address until their deadline, and are told by what they were held up', () => {
    const { world, command, pass, resultOf, sends } = openLanes();
    world.hasAddress = false;
    const never = command(1, 'one', 1_000);
    const later = command(1, 'one', 5_000);
    pass(1_100);
    expect(resultOf(never)).toMatchObject({ state: 'not-sent', reason: 'no-address' });
    world.hasAddress = true;
    pass(50);

    expect(sends.map((send) => send.text)).toEqual([`report #${later}`]);
  });

  it('expire in the line when those before them take too long, and fill it only so far', () => {
    const { command, step, pass, resultOf } = openLanes();
    command(1, 'one', 5_000);
    step();
    const short = command(1, 'one', 1_000);
    for (let n = 2; n < LANE_POLICY.maxWaiting; n += 1) command(1, 'one', 30_000);
    const last = command(1, 'one', 30_000);
    const tooMany = command(1, 'one', 30_000);
    step();
    pass(1_050);

    expect(resultOf(short)).toMatchObject({ state: 'not-sent', reason: 'expired' });
    expect(resultOf(tooMany)).toMatchObject({ state: 'not-sent', reason: 'lane-full' });
    expect(resultOf(last)).toBeUndefined();
  });

  it('can be taken out again until they are sent', () => {
    const { command, step, lanes, pass, resultOf } = openLanes();
    const [sent, waiting, elsewhere] = [
      command(1, 'one', 1_000),
      command(1, 'one'),
      command(2, 'one', 1_000),
    ];
    step();

    expect(lanes.withdraw((terminalId) => terminalId === 1).map(({ id }) => id)).toEqual([waiting]);
    pass(5_000);
    expect(resultOf(sent)?.state).toBe('timed-out');
    expect(resultOf(elsewhere)?.state).toBe('timed-out');
    expect(resultOf(waiting)).toBeUndefined();
  });
});

describe('commands of the task itself', () => {
  it('hold a person up for a second at most, and their answer is not taken for his', () => {
    const { lanes, command, step, reply, pass, sends, resultOf } = openLanes();
    lanes.enqueueBackground({ terminalId: 1, text: 'lst', isAnswered: true });
    lanes.enqueueBackground({ terminalId: 2, text: 'lst', isAnswered: true });
    step();
    const [answered, silent] = [command(1, 'one'), command(2, 'one')];
    pass(100);
    reply(1, text('Open Sell Orders: 0'));
    pass(100);
    expect(sends.map(({ terminalId }) => terminalId)).toEqual([1, 2, 1]);
    expect(resultOf(answered)).toBeUndefined();
    pass(LANE_POLICY.backgroundMs);

    expect(sends.at(-1)?.text).toBe(`report #${silent}`);
    expect((sends.at(-1)?.atMs ?? 0) - 10_000).toBeLessThanOrEqual(LANE_POLICY.backgroundMs + 10);
  });

  it('wait for what people asked, and are said once however often they were due', () => {
    const { lanes, command, step, reply, pass, sends } = openLanes();
    command(1, 'one');
    step();
    for (let n = 0; n < 3; n += 1) {
      lanes.enqueueBackground({ terminalId: 1, text: 'lst', isAnswered: true });
      lanes.enqueueBackground({ terminalId: 1, text: 'SubscribeCharts', isAnswered: false });
    }
    command(1, 'one');
    reply(1, text('x'));
    pass(100);
    reply(1, text('y'));
    pass(100);

    expect(sends.map((send) => send.text)).toEqual(['report #1', 'report #2', 'lst', 'SubscribeCharts']);
  });
});

describe('thousands of lanes', () => {
  it('move at the same time, at the pace of the policy', () => {
    const { command, pass, sends } = openLanes();
    for (let terminalId = 1; terminalId <= 3_000; terminalId += 1) command(terminalId, 'one', 30_000);
    pass(1_000);
    const afterASecond = sends.length;
    pass(1_000);

    expect(afterASecond).toBeLessThanOrEqual(LANE_POLICY.perSecond + LANE_POLICY.burst);
    expect(afterASecond).toBeGreaterThan(LANE_POLICY.perSecond - 50);
    expect(sends).toHaveLength(3_000);
  });

  it('leave nothing behind', () => {
    const { command, pass, reply, lanes, awaited } = openLanes();
    for (let terminalId = 1; terminalId <= 50; terminalId += 1) command(terminalId, 'one', 2_000);
    pass(500);
    for (let terminalId = 1; terminalId <= 25; terminalId += 1) reply(terminalId, text('x'));
    pass(5_000);

    expect(lanes.counts).toEqual({ inFlight: 0, waiting: 0 });
    expect([...awaited.values()].filter((count) => count !== 0)).toEqual([]);
  });
});
