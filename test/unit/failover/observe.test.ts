import fc from 'fast-check';
import type { RegionObservation } from '../../../core/aws/region-observations.ts';
import { decide } from '../../../core/failover/decide.ts';
import { MAX_GAP_MS, observe } from '../../../core/failover/observe.ts';

const MINUTE = 60_000;
const THRESHOLD = 5 * MINUTE;

/** Answers at their minutes, as the schedule would bring them. */
function watch(answers: readonly (readonly [minute: number, isHealthy: boolean])[]): RegionObservation {
  const [first, ...rest] = answers;
  if (first === undefined) throw new Error('nothing was seen');
  return rest.reduce(
    (seen, [minute, isHealthy]) => observe(seen, isHealthy, minute * MINUTE),
    observe(undefined, first[1], first[0] * MINUTE),
  );
}

const decideAt = (seen: RegionObservation) => decide(seen, seen.observedAtMs, THRESHOLD);

describe('a region that is watched', () => {
  it('is taken over after the whole threshold of failures, and not a run before', () => {
    const failing = [0, 1, 2, 3, 4, 5].map((minute) => [minute, minute === 0] as const);

    expect(decideAt(watch(failing))).toEqual({ verdict: 'wait', reason: 'not-long-enough' });
    expect(decideAt(watch([...failing, [6, false]]))).toEqual({
      verdict: 'would-take-over',
      reason: 'unhealthy-too-long',
    });
  });

  it('begins anew with every answer, so that a flapping primary is left where it is', () => {
    const flapping = Array.from({ length: 30 }, (_, minute) => [minute, minute % 5 === 0] as const);

    expect(decideAt(watch(flapping)).verdict).toBe('wait');
  });

  it('is not blamed for the time in which nobody looked', () => {
    const seen = watch([
      [0, true],
      [90, false],
    ]);

    expect(decideAt(seen)).toEqual({ verdict: 'wait', reason: 'not-long-enough' });
    expect(seen).toMatchObject({ unhealthySinceMs: 90 * MINUTE, consecutiveFailures: 1 });
  });

  it('counts on over one or two runs that did not come', () => {
    const seen = watch([
      [0, true],
      [1, false],
      [1 + MAX_GAP_MS / MINUTE, false],
      [6, false],
    ]);

    expect(seen.consecutiveFailures).toBe(3);
    expect(decideAt(seen).verdict).toBe('would-take-over');
  });

  it('is waited for when it never answered: a pair that is still being made has nothing to take over', () => {
    const neverSeen = watch(Array.from({ length: 60 }, (_, minute) => [minute, false] as const));

    expect(decideAt(neverSeen)).toEqual({ verdict: 'wait', reason: 'never-seen-healthy' });
  });

  it('is never taken over while an answer came, or nobody looked, within the threshold', () => {
    const run = fc.record({ afterMs: fc.integer({ min: 1, max: 6 * MINUTE }), isHealthy: fc.boolean() });

    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 60 }), (runs) => {
        let nowMs = 0;
        let seen: RegionObservation | undefined;
        // When the watching was last interrupted, by an answer or by a gap; kept apart from the code under test.
        let interruptedAtMs = 0;
        for (const { afterMs, isHealthy } of runs) {
          nowMs += afterMs;
          if (isHealthy || afterMs > MAX_GAP_MS) interruptedAtMs = nowMs;
          seen = observe(seen, isHealthy, nowMs);
          const { verdict } = decide(seen, nowMs, THRESHOLD);
          if (verdict === 'would-take-over' && nowMs - interruptedAtMs < THRESHOLD) return false;
        }
        return true;
      }),
    );
  });
});
