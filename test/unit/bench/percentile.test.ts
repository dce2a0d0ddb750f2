import { median, percentile } from '../../../bench/load/percentile.ts';

test('the 95th percentile of a hundred values is the 95th', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(values, 0.95)).toBe(95);
  expect(percentile(values, 1)).toBe(100);
  expect(percentile(values, 0)).toBe(1);
});

test('the percentile of one value is that value, and of none 0', () => {
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([], 0.5)).toBe(0);
});

test('the median does not depend on the order of runs', () => {
  expect(median([9, 1, 5])).toBe(5);
});
