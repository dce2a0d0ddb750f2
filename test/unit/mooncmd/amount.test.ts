import fc from 'fast-check';
import { parseAmount, parseDecimal } from '../../../core/mooncmd/amount.ts';

describe('parseAmount', () => {
  it.each([
    ['812.5', '812.5'],
    ['812.50$', '812.50'],
    ['$812.50', '812.50'],
    ['1,234.50$', '1234.50'],
    ['1,234,567.89', '1234567.89'],
    ['1.234.567,89', '1234567.89'],
    ['1 000$', '1000'],
    ['1\u00a0000,5 €', '1000.5'],
    ['1 234 567.25 USDT', '1234567.25'],
    ['0.5BNB', '0.5'],
    ['3.2FDUSD', '3.2'],
    ['100EUR', '100'],
    ['12,5', '12.5'],
    ['-12,5', '-12.5'],
    ['1,234', '1234'],
    ['0,123', '0.123'],
    ['1e-7', '0.0000001'],
    ['1.5E+3', '1500'],
    ['-2.5e-3BTC', '-0.0025'],
    ['+7', '7'],
    ['007.10', '7.10'],
    ['-0.0', '-0.0'],
    ['5.', '5'],
    ['.5', '0.5'],
    ['0.1234567890123456789', '0.1234567890123456789'],
  ])('reads %j as %s', (text, expected) => {
    expect(parseAmount(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '$',
    'abc',
    'NaN',
    'Infinity',
    '--5',
    '1 2 3',
    '1,2,3',
    '1.2.3',
    '1.2k',
    '5M$x!',
    '1e999',
    '0x10',
    '1e60',
  ])('refuses %j', (text) => {
    expect(parseAmount(text)).toBeNull();
  });

  it('keeps at most 40 digits on either side of the point', () => {
    expect(parseAmount('9'.repeat(40))).toBe('9'.repeat(40));
    expect(parseAmount('9'.repeat(41))).toBeNull();
    expect(parseAmount(`0.${'1'.repeat(40)}`)).toBe(`0.${'1'.repeat(40)}`);
    expect(parseAmount(`0.${'1'.repeat(41)}`)).toBeNull();
    expect(parseAmount('1'.repeat(100_000))).toBeNull();
  });

  it('reads any decimal back, however it is grouped and marked', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,17}$/);
    const fraction = fc.stringMatching(/^\d{1,12}$/);
    const currency = fc.constantFrom('', '$', ' $', 'USDT', ' FDUSD', '€');
    fc.assert(
      fc.property(
        digits,
        fraction,
        fc.boolean(),
        currency,
        fc.constantFrom('', ',', ' '),
        (whole, rest, isNegative, mark, group) => {
          const sign = isNegative ? '-' : '';
          const grouped = group === '' ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group);

          expect(parseAmount(`${sign}${grouped}.${rest}${mark}`)).toBe(`${sign}${whole}.${rest}`);
        },
      ),
    );
  });

  it('agrees with the number for every double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e30, max: 1e30 }), (value) => {
        const text = parseDecimal(String(value));

        // Below 1e-40 there are more digits than the cap lets through.
        if (text === null) expect(Math.abs(value)).toBeLessThan(1e-20);
        else expect(Number(text) === value).toBe(true);
      }),
    );
  });
});

describe('parseDecimal', () => {
  it.each(['1,5', '5$', '1 000', '0.5BNB', '', '-', '.', '1e', 'e5'])(
    'refuses %j: SQL has no such number',
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );
});
