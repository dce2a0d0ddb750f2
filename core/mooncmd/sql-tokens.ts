/**
 * - `word`: a bare name or keyword, NULL among them
 * - `bracket`: a name in `[brackets]`, without them
 * - `string`: a literal, without its quotes, `''` already one quote
 * - `number`: as written, sign and exponent included
 * - `mark`: one of `( ) , ; =`
 * - `bad`: cannot be a token; `text` says why
 */
export type SqlTokenKind = 'word' | 'bracket' | 'string' | 'number' | 'mark' | 'end' | 'bad';

const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
/** Delphi prints these for what is no number. */
const SIGNED_WORD = /[+-](?:INF|NAN)\b/iy;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const MARKS = '(),;=';
const QUOTE = 0x27;
const OPENING_BRACKET = 0x5b;
const END = -1;

/**
 * Cuts the SQL of a terminal (SQLite's dialect) into tokens, one at a time: `next()` moves on, then `kind`, `text`, `start` tell of it.
 * In strings only a doubled quote is special; a backslash is a character like any other, and so is ` where `.
 */
export class SqlTokens {
  readonly source: string;
  kind: SqlTokenKind = 'bad';
  text = '';
  /** Where the token begins in `source`. */
  start: number;
  #at: number;

  constructor(source: string, from = 0) {
    this.source = source;
    this.start = from;
    this.#at = from;
  }

  next(): void {
    const { source } = this;
    let at = this.#at;
    while (at < source.length && isSpace(source.charCodeAt(at))) at += 1;
    this.start = at;

    const code = at < source.length ? source.charCodeAt(at) : END;
    if (code === END) this.#set('end', '', at);
    else if (code === QUOTE) this.#readString(at);
    else if (code === OPENING_BRACKET) this.#readBracket(at);
    else if (MARKS.includes(source.charAt(at))) this.#set('mark', source.charAt(at), at + 1);
    else if (
      !this.#readPattern(WORD, 'word') &&
      !this.#readNumber() &&
      !this.#readPattern(SIGNED_WORD, 'word')
    ) {
      this.#set('bad', `unexpected character ${JSON.stringify(source.charAt(at))}`, at + 1);
    }
  }

  /** The token read by the next `next()` begins at or after `at`. */
  moveTo(at: number): void {
    this.#at = at;
  }

  #readString(start: number): void {
    const { source } = this;
    let hasEscape = false;
    let close = source.indexOf("'", start + 1);
    while (close >= 0 && source.charCodeAt(close + 1) === QUOTE) {
      hasEscape = true;
      close = source.indexOf("'", close + 2);
    }
    if (close < 0) {
      this.#set('bad', 'a string has no closing quote', source.length);
      return;
    }
    const raw = source.slice(start + 1, close);
    this.#set('string', hasEscape ? raw.replaceAll("''", "'") : raw, close + 1);
  }

  #readBracket(start: number): void {
    const close = this.source.indexOf(']', start + 1);
    if (close < 0) {
      this.#set('bad', 'a name has no closing bracket', this.source.length);
      return;
    }
    this.#set('bracket', this.source.slice(start + 1, close), close + 1);
  }

  #readNumber(): boolean {
    if (!this.#readPattern(NUMBER, 'number')) return false;
    // `12abc`, `1.2.3`: neither a number nor two tokens.
    const after = this.source.charCodeAt(this.#at);
    if (isWordCode(after) || after === 0x2e) this.#set('bad', 'a number is followed by a letter', this.#at);
    return true;
  }

  #readPattern(pattern: RegExp, kind: SqlTokenKind): boolean {
    pattern.lastIndex = this.start;
    if (!pattern.test(this.source)) return false;
    this.#set(kind, this.source.slice(this.start, pattern.lastIndex), pattern.lastIndex);
    return true;
  }

  #set(kind: SqlTokenKind, text: string, end: number): void {
    this.kind = kind;
    this.text = text;
    this.#at = end;
  }
}

/** Doubles the quotes: the inverse of what the tokens do with a string. */
export function quoteSqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function isSpace(code: number): boolean {
  return code <= 0x20 || code === 0xa0 || code === 0xfeff;
}

function isWordCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    code >= 0x80
  );
}
