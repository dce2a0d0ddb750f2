import { badRequest } from '../bot-api-error.ts';
import type { Entity } from '../state.ts';

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

const ENTITY_OF_TAG: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
};

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface OpenTag {
  readonly name: string;
  /** Link, or language of code. */
  readonly argument: string;
  readonly isExpandable: boolean;
  readonly offset: number;
}

/**
 * Text with Telegram's HTML -> plain text and entities, by the rules and with the words of TDLib's parser (td/telegram/MessageEntity.cpp,
 * parse_html), because a bot's mistakes show in them.
 * @throws BotApiError `can't parse entities`
 */
export function parseHtml(source: string): FormattedText {
  return new HtmlParser(source).parse();
}

class HtmlParser {
  readonly #source: string;
  readonly #open: OpenTag[] = [];
  readonly #entities: Entity[] = [];
  #at = 0;
  #text = '';

  constructor(source: string) {
    this.#source = source;
  }

  parse(): FormattedText {
    while (this.#at < this.#source.length) {
      if (this.#here === '<') {
        if (this.#source[this.#at + 1] === '/') this.#readEndTag();
        else this.#readStartTag();
      } else {
        this.#text += this.#readCharacter();
      }
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined)
      throw unparsable(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
    return { text: this.#text, entities: sortEntities(joinCodeBlocks(this.#entities)) };
  }

  get #here(): string {
    return this.#source[this.#at] ?? '';
  }

  /** One character; a named or numbered one is decoded, what only looks like one stays as it is. */
  #readCharacter(): string {
    const named = /^&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-f]{1,6}));?/iy;
    const match = this.#here === '&' ? named.exec(this.#source.slice(this.#at, this.#at + 12)) : null;
    if (match !== null) {
      const code = match[2] === undefined ? Number.parseInt(match[3] ?? '', 16) : Number(match[2]);
      const character = match[1] === undefined ? codePoint(code) : CHARACTERS[match[1].toLowerCase()];
      if (character !== undefined) {
        this.#at += match[0].length;
        return character;
      }
    }
    const character = this.#here;
    this.#at += 1;
    return character;
  }

  #readStartTag(): void {
    const begin = this.#at;
    this.#at += 1;
    const name = this.#readWhile((c) => !isSpace(c) && c !== '>').toLowerCase();
    if (this.#here === '') throw unparsable(`Unclosed start tag at byte offset ${this.#bytes(begin)}`);
    if (ENTITY_OF_TAG[name] === undefined && name !== 'tg-emoji')
      throw unparsable(`Unsupported start tag "${name}" at byte offset ${this.#bytes(begin)}`);
    const attributes = this.#readAttributes(name, begin);
    this.#at += 1;
    const className = attributes.get('class') ?? '';
    if (name === 'span' && className !== 'tg-spoiler')
      throw unparsable(`Tag "span" must have class "tg-spoiler" at byte offset ${this.#bytes(begin)}`);
    const language = className.startsWith('language-') ? className.slice('language-'.length) : '';
    this.#open.push({
      name,
      argument: name === 'a' ? (attributes.get('href') ?? '') : name === 'code' ? language : '',
      isExpandable: attributes.has('expandable'),
      offset: this.#text.length,
    });
  }

  #readAttributes(tag: string, begin: number): Map<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      this.#readWhile((c) => c !== '' && isSpace(c));
      if (this.#here === '>') return attributes;
      const name = this.#readWhile((c) => !isSpace(c) && !'=>/"\''.includes(c)).toLowerCase();
      if (name === '')
        throw unparsable(
          this.#here === ''
            ? `Unclosed start tag "${tag}" at byte offset ${this.#bytes(begin)}`
            : `Empty attribute name in the tag "${tag}" at byte offset ${this.#bytes(begin)}`,
        );
      this.#readWhile((c) => c !== '' && isSpace(c));
      let value = '';
      if (this.#here === '=') {
        this.#at += 1;
        this.#readWhile((c) => c !== '' && isSpace(c));
        value = this.#readAttributeValue();
      }
      if (this.#here === '')
        throw unparsable(`Unclosed start tag "${tag}" at byte offset ${this.#bytes(begin)}`);
      attributes.set(name, value);
    }
  }

  #readAttributeValue(): string {
    const quote = this.#here;
    if (quote !== '"' && quote !== "'") {
      const begin = this.#at;
      const token = this.#readWhile((c) => /[\w.-]/.test(c));
      if (!isSpace(this.#here) && this.#here !== '>')
        throw unparsable(`Unexpected end of name token at byte offset ${this.#bytes(begin)}`);
      return token.toLowerCase();
    }
    this.#at += 1;
    let value = '';
    while (this.#here !== quote && this.#here !== '') value += this.#readCharacter();
    if (this.#here === quote) this.#at += 1;
    return value;
  }

  #readEndTag(): void {
    const begin = this.#at;
    const tag = this.#open.pop();
    if (tag === undefined) throw unparsable(`Unexpected end tag at byte offset ${this.#bytes(begin)}`);
    this.#at += 2;
    const name = this.#readWhile((c) => !isSpace(c) && c !== '>').toLowerCase();
    this.#readWhile((c) => c !== '' && isSpace(c));
    if (this.#here !== '>') throw unparsable(`Unclosed end tag at byte offset ${this.#bytes(begin)}`);
    this.#at += 1;
    if (name !== '' && name !== tag.name)
      throw unparsable(
        `Unmatched end tag at byte offset ${this.#bytes(begin)}, expected "</${tag.name}>", found "</${name}>"`,
      );
    this.#close(tag);
  }

  #close({ name, argument, isExpandable, offset }: OpenTag): void {
    const type = ENTITY_OF_TAG[name];
    const length = this.#text.length - offset;
    if (type === undefined || length === 0) return;
    if (name === 'a') {
      const url = linkOf(argument === '' ? this.#text.slice(offset) : argument);
      // Telegram shows a link that leads nowhere as plain text.
      if (url !== undefined) this.#entities.push({ type, offset, length, url });
      return;
    }
    this.#entities.push({
      type: isExpandable && name === 'blockquote' ? 'expandable_blockquote' : type,
      offset,
      length,
      ...(argument === '' ? {} : { language: argument }),
    });
  }

  #readWhile(condition: (character: string) => boolean): string {
    const begin = this.#at;
    while (this.#at < this.#source.length && condition(this.#here)) this.#at += 1;
    return this.#source.slice(begin, this.#at);
  }

  #bytes(position: number): number {
    return Buffer.byteLength(this.#source.slice(0, position));
  }
}

function unparsable(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`);
}

/** The end counts as a space, as in TDLib. */
function isSpace(character: string): boolean {
  return character === '' || /\s/.test(character);
}

function codePoint(code: number): string | undefined {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;
}

function linkOf(text: string): string | undefined {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `http://${text}`);
  if (url === null) return undefined;
  if (['tg:', 'mailto:', 'tel:'].includes(url.protocol)) return url.href;
  return ['http:', 'https:'].includes(url.protocol) && url.hostname.includes('.') ? url.href : undefined;
}

/** `<pre><code class="language-x">` is one block with a language. */
function joinCodeBlocks(entities: readonly Entity[]): Entity[] {
  const isSameRange = (one: Entity, other: Entity): boolean =>
    one.offset === other.offset && one.length === other.length;
  return entities.flatMap((entity) => {
    if (entity.type === 'code' && entities.some((one) => one.type === 'pre' && isSameRange(one, entity)))
      return [];
    if (entity.type === 'code') return [{ type: 'code', offset: entity.offset, length: entity.length }];
    if (entity.type !== 'pre') return [entity];
    const language = entities.find((one) => one.type === 'code' && isSameRange(one, entity))?.language;
    return [{ ...entity, ...(language === undefined ? {} : { language }) }];
  });
}

export function sortEntities(entities: readonly Entity[]): Entity[] {
  return entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}
