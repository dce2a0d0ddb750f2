/**
 * Telegram's HTML in pieces: a tag, an entity or a run of text. What only looks like a tag or an entity is text.
 * https://core.telegram.org/bots/api#html-style
 */
export type HtmlToken =
  | { readonly kind: 'open' | 'close'; readonly name: string; readonly source: string }
  | { readonly kind: 'entity' | 'text'; readonly source: string; readonly text: string };

const TOKEN =
  /<(?<close>\/)?(?<name>[a-z][a-z0-9-]*)(?:\s[^<>]*)?>|&(?:(?<entity>lt|gt|amp|quot)|#(?<decimal>\d{1,7})|#x(?<hex>[0-9a-f]{1,6}));/giu;
const NAMED = { lt: '<', gt: '>', amp: '&', quot: '"' } as const;

/** What Telegram understands; anything else makes it refuse the message. */
export const TELEGRAM_TAGS: ReadonlySet<string> = new Set([
  'b',
  'strong',
  'i',
  'em',
  'u',
  'ins',
  's',
  'strike',
  'del',
  'span',
  'tg-spoiler',
  'tg-emoji',
  'a',
  'code',
  'pre',
  'blockquote',
]);

export function readHtml(html: string): HtmlToken[] {
  const tokens: HtmlToken[] = [];
  let end = 0;
  const text = (source: string): void => {
    if (source !== '') tokens.push({ kind: 'text', source, text: source });
  };
  for (const match of html.matchAll(TOKEN)) {
    text(html.slice(end, match.index));
    const [source] = match;
    const { close, name, entity, decimal, hex } = match.groups ?? {};
    if (name !== undefined) {
      tokens.push({ kind: close === undefined ? 'open' : 'close', name: name.toLowerCase(), source });
    } else {
      tokens.push({ kind: 'entity', source, text: entityText(source, entity, decimal, hex) });
    }
    end = match.index + source.length;
  }
  text(html.slice(end));
  return tokens;
}

/** Without tags, entities as the characters that they stand for: for labels of buttons and short answers to taps. */
export function plainText(html: string): string {
  return readHtml(html)
    .map((token) => ('text' in token ? token.text : ''))
    .join('');
}

function entityText(
  source: string,
  named: string | undefined,
  decimal: string | undefined,
  hex: string | undefined,
): string {
  const name = named?.toLowerCase();
  if (name === 'lt' || name === 'gt' || name === 'amp' || name === 'quot') return NAMED[name];
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : source;
}
