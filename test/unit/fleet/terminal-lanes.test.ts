import fc from 'fast-check';
import {
  LANE_POLICY,
  type LaneCommand,
  type LaneResult,
  type LaneSend,
} from '../../../core/fleet/commands/lane-contract.ts';
import { answerRuleOf, type ReplyPart } from '../../../core/fleet/commands/reply.ts';
import { TerminalLanes } from '../../../core/fleet/commands/terminal-lanes.ts';

interface Command extends LaneCommand {
  readonly id: number;
}

const text = (words: string, isRefusal = false): ReplyPart => ({
  content: 'text',
  text: words,
  number: null,
  isCut: false,
  isRefusal,
});

/** Lanes with a clock of their own; whatever they send is gone at once unless said otherwise. */
function openLanes() {
  const world = { nowMs: 10_000, hasAddress: true, outcome: 'sent' as 'sent' | 'late' | 'failed' };
  const results: { readonly id: number; readonly result: LaneResult }[] = [];
  const sends: (LaneSend & { readonly atMs: number })[] = [];
  const awaited = new Map<number, number>();
  let nextId = 0;
  const lanes = new TerminalLanes<Command>(LANE_POLICY, {
    settled: ({ id }, result) => results.push({ id, result }),
    awaited: (terminalId, isAwaited) =>
      awaited.set(terminalId, (awaited.get(terminalId) ?? 0) + (isAwaited ? 1 : -1)),
  });
  const step = (): void => {
    for (const send of lanes.step(world.nowMs, () => world.hasAddress)) {
      sends.push({ ...send, atMs: world.nowMs });
      if (send.token !== undefined) lanes.confirm(send.token, world.outcome, world.nowMs);
    }
  };
  return {
    world,
    lanes,
    results,
    sends,
    awaited,
    command: (
      terminalId: number,
      replies: 'none' | 'one' | 'many',
      timeoutMs = 5_000,
      words = 'report',
    ): number => {
      nextId += 1;
      lanes.enqueue(
        {
          id: nextId,
          terminalId,
          text: `${words} #${nextId}`,
          rule: answerRuleOf(words, replies),
          expiresAtMs: world.nowMs + timeoutMs,
        },
        world.nowMs,
      );
      return nextId;
    },
    step,
    reply: (terminalId: number, part: ReplyPart, arrivedAtMs = world.nowMs) =>
      lanes.receive(terminalId, part, arrivedAtMs, world.nowMs),
    pass: (ms: number): void => {
      for (const endMs = world.nowMs + ms; world.nowMs < endMs;) {
        world.nowMs = Math.min(world.nowMs + 10, endMs);
        step();
      }
    },
    resultOf: (id: number) => results.find((one) => one.id === id)?.result,
  };
}

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

type Event =
  | {
      readonly type: 'command';
      readonly terminalId: number;
      readonly replies: 'none' | 'one' | 'many';
      readonly timeoutMs: number;
    }
  | { readonly type: 'background'; readonly terminalId: number; readonly isAnswered: boolean }
  | { readonly type: 'reply'; readonly terminalId: number; readonly lagMs: number }
  | { readonly type: 'time'; readonly ms: number }
  | { readonly type: 'outcome'; readonly outcome: 'sent' | 'late' | 'failed' }
  | { readonly type: 'address'; readonly isKnown: boolean }
  | { readonly type: 'withdraw'; readonly terminalId: number };

const terminalId = fc.integer({ min: 1, max: 3 });
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('command' as const),
      terminalId,
      replies: fc.constantFrom('none' as const, 'one' as const, 'many' as const),
      timeoutMs: fc.integer({ min: 1, max: 6_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('background' as const), terminalId, isAnswered: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('reply' as const),
      terminalId,
      lagMs: fc.integer({ min: 0, max: 300 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 900 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('outcome' as const),
      outcome: fc.constantFrom('sent' as const, 'late' as const, 'failed' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('address' as const), isKnown: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('withdraw' as const), terminalId }) },
);

describe('lanes under whatever happens', () => {
  it('have one in flight, keep the order, send nothing twice, and settle everything once and by its deadline', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 120 }), (events) => {
        const lanes = openLanes();
        const { world, sends, results } = lanes;
        const asked = new Map<number, { readonly terminalId: number; readonly expiresAtMs: number }>();
        const withdrawn = new Set<number>();
        const inFlight = new Map<number, number>();
        const idOf = (words: string): number => Number(words.split('#')[1]);
        let [seenSends, seenResults] = [0, 0];
        /** What was sent and settled since the last look, in the order in which it must have happened. */
        const look = (steppedMs: number): void => {
          for (; seenResults < results.length; seenResults += 1) {
            const one = results[seenResults];
            const question = one === undefined ? undefined : asked.get(one.id);
            if (one === undefined || question === undefined) throw new Error('a result without a question');
            expect(withdrawn.has(one.id)).toBe(false);
            expect(results.filter(({ id }) => id === one.id)).toHaveLength(1);
            expect(one.result.settledAtMs).toBeLessThanOrEqual(Math.max(question.expiresAtMs, steppedMs));
            if (one.result.state === 'timed-out')
              expect(one.result.settledAtMs).toBeGreaterThanOrEqual(question.expiresAtMs);
            const isFlying = inFlight.get(question.terminalId) === one.id;
            if (isFlying) inFlight.delete(question.terminalId);
            // Not sent at all, or gone and done within one step.
            else
              expect([one.result.state, one.result.reason]).toEqual(
                one.result.state === 'not-sent'
                  ? ['not-sent', expect.any(String)]
                  : ['answered', 'no-answer-expected'],
              );
          }
          for (; seenSends < sends.length; seenSends += 1) {
            const send = sends[seenSends];
            if (send?.token === undefined) continue;
            const id = idOf(send.text);
            expect(inFlight.has(send.terminalId)).toBe(false);
            expect(withdrawn.has(id)).toBe(false);
            expect(asked.get(id)?.terminalId).toBe(send.terminalId);
            expect(asked.get(id)?.expiresAtMs).toBeGreaterThan(send.atMs);
            if (!results.some((one) => one.id === id)) inFlight.set(send.terminalId, id);
          }
        };
        for (const one of events) {
          switch (one.type) {
            case 'command': {
              const expiresAtMs = world.nowMs + one.timeoutMs;
              asked.set(lanes.command(one.terminalId, one.replies, one.timeoutMs), {
                terminalId: one.terminalId,
                expiresAtMs,
              });
              break;
            }
            case 'background':
              lanes.lanes.enqueueBackground({
                terminalId: one.terminalId,
                text: one.isAnswered ? 'lst' : 'SubscribeCharts',
                isAnswered: one.isAnswered,
              });
              break;
            case 'reply': {
              const before = results.length;
              const flying = inFlight.get(one.terminalId);
              lanes.reply(one.terminalId, text('x'), world.nowMs - one.lagMs);
              expect(results.slice(before).map(({ id }) => id)).toEqual(
                results.length > before ? [flying] : [],
              );
              break;
            }
            case 'time':
              world.nowMs += one.ms;
              break;
            case 'outcome':
              world.outcome = one.outcome;
              break;
            case 'address':
              world.hasAddress = one.isKnown;
              break;
            case 'withdraw':
              for (const { id } of lanes.lanes.withdraw((id) => id === one.terminalId)) withdrawn.add(id);
              break;
          }
          look(world.nowMs);
          lanes.step();
          look(world.nowMs);
        }
        for (let n = 0; n < 4; n += 1) {
          world.nowMs += 60_000;
          lanes.step();
          look(world.nowMs);
        }

        const sent = sends.filter(({ token }) => token !== undefined).map((send) => idOf(send.text));
        expect(new Set(sent).size).toBe(sent.length);
        for (const lane of [1, 2, 3]) {
          const order = sent.filter((id) => asked.get(id)?.terminalId === lane);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
        expect(results.length + withdrawn.size).toBe(asked.size);
        expect(lanes.lanes.counts).toEqual({ inFlight: 0, waiting: 0 });
        expect([...lanes.awaited.values()].filter((count) => count !== 0)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
