import { Big } from 'big.js';
import fc from 'fast-check';
import { foldProfits } from '../../../core/fleet/statistics/fold-profits.ts';
import {
  joinSequences,
  NO_ORDERS,
  type Sequence,
  sequenceOf,
} from '../../../core/fleet/statistics/sequence.ts';
import { naiveSequence } from '../../support/naive-statistics.ts';

const profits = fc.array(
  fc.constantFrom('1', '-1', '0', '2.5', '-2.5', '0.1', '-0.3', '100', '-40').map((text) => new Big(text)),
  { maxLength: 40 },
);

const fold = (values: readonly Big[]): Sequence => values.map(sequenceOf).reduce(joinSequences, NO_ORDERS);

/** Decimals compare by their digits. */
const plain = (sequence: Sequence): unknown =>
  Object.fromEntries(
    Object.entries(sequence).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Big ? value.toFixed() : value,
    ]),
  );

describe('a sequence of orders', () => {
  it('is the same however it was cut and joined', () => {
    fc.assert(
      fc.property(profits, fc.array(fc.nat(40), { maxLength: 5 }), (values, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut < values.length).sort((a, b) => a - b), values.length];
        const parts = places.slice(1).map((end, index) => fold(values.slice(places[index], end)));
        // From the end, so that what is joined has been joined before.
        const joined = parts.reduceRight((later, earlier) => joinSequences(earlier, later), NO_ORDERS);

        expect(plain(joined)).toEqual(plain(fold(values)));
      }),
      { numRuns: 500 },
    );
  });

  it('is what a look at every order says', () => {
    fc.assert(
      fc.property(profits, (values) => {
        expect(plain(fold(values))).toEqual(plain(naiveSequence(values)));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same when it is counted in the smallest unit, and where a double would round', () => {
    const text = fc.oneof(
      fc.constantFrom('1', '-1', '0', '0.00', '2.50', '-0.00000001', '100', '-40'),
      fc.constantFrom('9007199254740993', '-12345678901234567.123456789'),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 40 }), (texts) => {
        expect(plain(foldProfits(texts.join(' ')))).toEqual(plain(fold(texts.map((one) => new Big(one)))));
      }),
      { numRuns: 500 },
    );
  });

  it('falls by the deepest way down, told with the height that it fell from', () => {
    const { drawdown, drawdownPeak, longestWins, longestLosses } = fold(
      ['10', '5', '-3', '-4', '20', '-1', '0', '-1'].map((text) => new Big(text)),
    );

    expect([drawdown.toFixed(), drawdownPeak.toFixed()]).toEqual(['7', '15']);
    expect([longestWins, longestLosses]).toEqual([2, 2]);
  });
});
