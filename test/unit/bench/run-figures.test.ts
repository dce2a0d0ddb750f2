import { judge } from '../../../bench/commands/run-figures.ts';

describe('the figures of a run', () => {
  it('count every state and tell the quantiles of the answers only', () => {
    const answers = Array.from({ length: 100 }, (_, index) => ({
      state: 'answered',
      ms: 100 - index,
      total_s: 5.614,
    }));
    const silent = { state: 'timed-out', ms: 5_000, total_s: 5.614 };

    expect(judge([...answers, silent, { ...silent, state: 'not-sent', ms: null }])).toEqual({
      answered: 100,
      timedOut: 1,
      refused: 0,
      notSent: 1,
      p50Ms: 50,
      p95Ms: 95,
      totalS: 5.61,
    });
  });
});
