import fc from 'fast-check';
import { BotApiError } from '../../../local/bot-api/bot-api-error.ts';
import { formatText } from '../../../local/bot-api/entities/format-text.ts';
import { parseHtml } from '../../../local/bot-api/entities/parse-html.ts';

/** Each entity with the text that it covers. */
function covered(source: string): unknown[] {
  const { text, entities } = parseHtml(source);
  return entities.map(({ offset, length, ...rest }) => ({
    ...rest,
    text: text.slice(offset, offset + length),
  }));
}

describe('parseHtml', () => {
  it('finds what Telegram knows, nested and in the order of the text', () => {
    expect(covered('<b>Fleet <i>of</i></b> <u>3</u> <s>2</s> <tg-spoiler>x</tg-spoiler>')).toEqual([
      { type: 'bold', text: 'Fleet of' },
      { type: 'italic', text: 'of' },
      { type: 'underline', text: '3' },
      { type: 'strikethrough', text: '2' },
      { type: 'spoiler', text: 'x' },
    ]);
  });

  it('reads links, languages of code and quotations', () => {
    expect(
      covered(
        '<a href="https://t.me/x?a=1&amp;b=2">go</a><pre><code class="language-ts">let a</code></pre><blockquote expandable>q</blockquote>',
      ),
    ).toEqual([
      { type: 'text_link', url: 'https://t.me/x?a=1&b=2', text: 'go' },
      { type: 'pre', language: 'ts', text: 'let a' },
      { type: 'expandable_blockquote', text: 'q' },
    ]);
  });

  it('counts offsets in UTF-16, as Telegram does', () => {
    expect(parseHtml('👍🏽 <b>да</b>').entities).toEqual([{ type: 'bold', offset: 5, length: 2 }]);
  });

  it('decodes the four names and numbers, and leaves all else as it is', () => {
    expect(parseHtml('&lt;b&gt; &amp;amp; &quot;&#1041;&#x42; &copy; & a').text).toBe(
      '<b> &amp; "БB &copy; & a',
    );
  });

  it('keeps no link that leads nowhere', () => {
    expect(covered('<a href="javascript:alert(1)">x</a><a href="">y</a>')).toEqual([]);
  });

  it.each([
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['1 <2', 'Unclosed start tag at byte offset 2'],
    ['<h1>x</h1>', 'Unsupported start tag "h1" at byte offset 0'],
    ['да <div>x</div>', 'Unsupported start tag "div" at byte offset 5'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['<b>x', `Can't find end tag corresponding to start tag "b"`],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
    ['<a href="x', 'Unclosed start tag "a" at byte offset 0'],
    ['<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ['<span class="big">y</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ])('refuses %s in the words of Telegram', (source, reason) => {
    expect(() => parseHtml(source)).toThrow(
      new BotApiError(400, `Bad Request: can't parse entities: ${reason}`),
    );
  });

  it('gives back any text that was escaped, whatever is in it', () => {
    const escape = (text: string): string =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseHtml(escape(text))).toEqual({ text, entities: [] });
      }),
    );
  });

  it('ends for any text with an answer or a refusal, and its entities lie within the text', () => {
    const pieces = fc.constantFrom(
      '<b>',
      '</b>',
      '<a href=',
      '"',
      '>',
      '<',
      '&',
      '&lt;',
      ' ',
      'я',
      '</',
      'pre',
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        try {
          const { text, entities } = parseHtml(parts.join(''));
          for (const { offset, length } of entities) expect(offset + length).toBeLessThanOrEqual(text.length);
        } catch (error) {
          expect(error).toBeInstanceOf(BotApiError);
        }
      }),
    );
  });
});

describe('formatText', () => {
  it('cuts white space at the ends, and its entities with it', () => {
    expect(formatText('\n <b> x </b> \n', 'HTML')).toEqual({
      text: 'x',
      entities: [{ type: 'bold', offset: 0, length: 1 }],
    });
  });

  it('finds commands, links and names, but not inside of code', () => {
    const { text, entities } = formatText(
      '/start@fleet_bot https://t.me/x?start=1, @someone a@b.io #tag <code>/stop</code> a/b 1/2',
      'HTML',
    );

    expect(entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)])).toEqual([
      ['bot_command', '/start@fleet_bot'],
      ['url', 'https://t.me/x?start=1'],
      ['mention', '@someone'],
      ['email', 'a@b.io'],
      ['hashtag', '#tag'],
      ['code', '/stop'],
    ]);
  });
});
