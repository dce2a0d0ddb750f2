import fc from 'fast-check';
import { plainText, readHtml } from '../../../../core/bot/html-tokens.ts';
import { MAX_MESSAGE_UNITS, splitHtml } from '../../../../core/bot/views/split-html.ts';

const withoutSpace = (html: string) => plainText(html).replaceAll(/\s/gu, '');

function isBalanced(html: string): boolean {
  const open: string[] = [];
  for (const token of readHtml(html)) {
    if (token.kind === 'open') open.push(token.name);
    if (token.kind === 'close' && open.pop() !== token.name) return false;
  }
  return open.length === 0;
}

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll(/[<>&]/gu, '')),
  fc.constantFrom(
    '<b>',
    '</b>',
    '<i>',
    '</i>',
    '<a href="http://x/?a=1">',
    '</a>',
    '</s>',
    '&lt;',
    '&amp;',
    '&#128512;',
    '\n',
    ' ',
    '😀',
    '<',
    '&',
    '&nbsp;',
  ),
);

describe('splitting a message', () => {
  it('leaves one that fits as it is', () => {
    const text = `<b>a</b>\n${'x'.repeat(MAX_MESSAGE_UNITS - 2)}`;
    expect(splitHtml(text)).toEqual([text]);
  });

  it('cuts between lines', () => {
    const line = `<b>terminal</b> online ${'x'.repeat(80)}\n`;
    const parts = splitHtml(line.repeat(100));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.endsWith('\n')).toBe(true);
    expect(parts.join('')).toBe(line.repeat(100));
  });

  it('cuts a long line at a space, and opens again what was open', () => {
    const parts = splitHtml(`<b><a href="https://x">${'word '.repeat(10)}</a></b>`, 22);
    expect(parts[0]).toBe('<b><a href="https://x">word word word word</a></b>');
    expect(parts[1]?.startsWith('<b><a href="https://x">')).toBe(true);
  });

  it('makes no part of nothing', () => {
    expect(splitHtml('')).toEqual([]);
    expect(splitHtml('<b> \n</b>')).toEqual([]);
  });

  it('keeps all text, balances tags and obeys the limit, whatever the html', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 9, max: 80 }), (pieces, max) => {
        const html = pieces.join('');
        const parts = splitHtml(html, max);
        expect(parts.map(withoutSpace).join('')).toBe(withoutSpace(html));
        for (const part of parts) {
          expect(isBalanced(part)).toBe(true);
          expect(plainText(part).length).toBeLessThanOrEqual(max);
          expect(plainText(part).trim()).not.toBe('');
          expect(/[\ud800-\udbff]$|^[\udc00-\udfff]/.test(plainText(part)) && !hasLoneHalf(html)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function hasLoneHalf(text: string): boolean {
  return !text.isWellFormed();
}
