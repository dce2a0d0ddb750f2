import fc from 'fast-check';
import { quoteSqlString, SqlTokens } from '../../../core/mooncmd/sql-tokens.ts';

function tokensOf(source: string): string[] {
  const tokens = new SqlTokens(source);
  const seen: string[] = [];
  tokens.next();
  while (tokens.kind !== 'end') {
    seen.push(`${tokens.kind} ${tokens.text}`);
    tokens.next();
  }
  return seen;
}

describe('SqlTokens', () => {
  it.each([
    ["'it''s'", ["string it's"]],
    ["''", ['string ']],
    ["''''", ["string '"]],
    ["'C:\\logs\\', 5", ['string C:\\logs\\', 'mark ,', 'number 5']],
    ["'a where b'", ['string a where b']],
    ["'[x], (y); z'", ['string [x], (y); z']],
    ["'two\nlines'", ['string two\nlines']],
    ["'a''' 'b'", ["string a'", 'string b']],
    ['[SQLCommand 90517]', ['bracket SQLCommand 90517']],
    ["[it's]=1", ["bracket it's", 'mark =', 'number 1']],
    ['-0.5', ['number -0.5']],
    ['+3', ['number +3']],
    ['.5', ['number .5']],
    ['5.', ['number 5.']],
    ['1e-7', ['number 1e-7']],
    ['-1.5E+10', ['number -1.5E+10']],
    ['NULL', ['word NULL']],
    ['-INF', ['word -INF']],
    ['d24h=1', ['word d24h', 'mark =', 'number 1']],
    ['имя=1', ['word имя', 'mark =', 'number 1']],
    ['a\t=\r\n1', ['word a', 'mark =', 'number 1']],
    ["'open", ['bad a string has no closing quote']],
    ["'open''", ['bad a string has no closing quote']],
    ['[open', ['bad a name has no closing bracket']],
    ['12abc', ['bad a number is followed by a letter', 'word abc']],
    ['1.2.3', ['bad a number is followed by a letter', 'number .3']],
    ['#', ['bad unexpected character "#"']],
    ['', []],
  ])('cuts %j', (source, expected) => {
    expect(tokensOf(source)).toEqual(expected);
  });

  it('reads back any string that was quoted', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '\\', '[', ']', ' where ', ',', '\n', 'a', 'ж', '😀', '\0') }),
        (text) => {
          expect(tokensOf(`${quoteSqlString(text)},1`)).toEqual([`string ${text}`, 'mark ,', 'number 1']);
        },
      ),
    );
  });

  it('ends on any input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tokensOf(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
