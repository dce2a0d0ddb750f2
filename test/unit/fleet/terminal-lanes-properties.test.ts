import fc from 'fast-check';
import { openLanes, text } from '../../support/open-lanes.ts';

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
