import { spanOf } from '../../../console/src/parts/time-axis.ts';

describe('the axis of a chart', () => {
  it('spans an hour around a single moment', () => {
    expect(spanOf([5_000], true)).toEqual({ min: 3_200, max: 6_800 });
    expect(spanOf([3], false)).toEqual({ min: 2, max: 4 });
  });

  it('is left to its moments where there are several, or none', () => {
    expect(spanOf([10, 20], true)).toBeUndefined();
    expect(spanOf([], true)).toBeUndefined();
  });
});
