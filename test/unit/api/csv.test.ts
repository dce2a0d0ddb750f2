import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { z } from 'zod';
import { writeCsv } from '../../../core/api/csv.ts';

const table = z.array(z.array(z.string()));

describe('a table as CSV', () => {
  it('comes back as it was, but for an apostrophe before what would be a formula', async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('=1+1', '+1', '@x', '-x', '\t=1', 'a,"b"\r\nc'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
        const text = await writeCsv(['a', 'b'], rows);

        const parsed = table.parse(
          parse(text, { bom: true, from: 2, record_delimiter: '\r\n', skip_empty_lines: false }),
        );
        for (const [place, row] of parsed.entries())
          for (const [column, got] of row.entries()) {
            const given = rows[place]?.[column] ?? '';
            expect([given, `'${given}`]).toContain(got);
            expect(/^[=@\t\r]/.test(got)).toBe(false);
          }
        expect(parsed).toHaveLength(rows.length);
      }),
    );
  });

  it.each([
    ['-0.00000001', '-0.00000001'],
    ['-5', '-5'],
    ['-5+1', "'-5+1"],
    ['-1e5', "'-1e5"],
    ['+5', "'+5"],
    ['5', '5'],
  ])('has %s as %s', async (given, written) => {
    expect(await writeCsv(undefined, [[given]])).toBe(`${written}\r\n`);
  });
});
