import { readHtml, type HtmlToken } from '../html-tokens.ts';

/** Telegram's limit of a message: UTF-16 units after tags and entities are read. */
export const MAX_MESSAGE_UNITS = 4_096;
/** A space in the last quarter of a part is a better place to cut a long line than the very end. */
const CUT_WINDOW = 0.75;

/**
 * Cuts a message into parts of at most `maxUnits` each: between lines, a line that is longer at a space, never inside a tag, an entity or a
 * character. Tags that are open at a cut are closed, and opened again in the next part. A tag that closes nothing is left out, one that
 * nothing closes is closed at the end.
 *
 * @param maxUnits at least the longest entity, 9. Counted in the source without its tags: never less than what Telegram counts
 * @returns parts without any text are left out, so there may be none
 */
export function splitHtml(html: string, maxUnits = MAX_MESSAGE_UNITS): string[] {
  const parts = new Parts(maxUnits);
  for (const line of linesOf(readHtml(html))) {
    const units = line.reduce((sum, token) => sum + unitsOf(token), 0);
    if (units > parts.room && units <= maxUnits) parts.cut();
    for (const token of line) parts.add(token);
  }
  return parts.finish();
}

interface OpenTag {
  readonly name: string;
  readonly source: string;
}

/** The parts as they fill up. */
class Parts {
  room: number;
  readonly #maxUnits: number;
  readonly #done: string[] = [];
  #part = '';
  #hasText = false;
  #open: readonly OpenTag[] = [];

  constructor(maxUnits: number) {
    this.#maxUnits = maxUnits;
    this.room = maxUnits;
  }

  cut(): void {
    if (this.#hasText) this.#done.push(this.#part + closing(this.#open));
    this.#part = opening(this.#open);
    this.room = this.#maxUnits;
    this.#hasText = false;
  }

  finish(): string[] {
    this.cut();
    return this.#done;
  }

  add(token: HtmlToken): void {
    switch (token.kind) {
      case 'open':
        this.#part += token.source;
        this.#open = [...this.#open, token];
        return;
      case 'close':
        this.#close(token);
        return;
      case 'entity':
        if (token.source.length > this.room) this.cut();
        this.#put(token.source);
        return;
      case 'text':
        this.#putText(token.source);
    }
  }

  #close({ name, source }: OpenTag): void {
    const opened = this.#open.findLastIndex((tag) => tag.name === name);
    if (opened < 0) return;
    // What was closed out of turn is opened again.
    const inner = this.#open.slice(opened + 1);
    this.#part += closing(inner) + source + opening(inner);
    this.#open = [...this.#open.slice(0, opened), ...inner];
  }

  #put(source: string): void {
    this.#part += source;
    this.room -= source.length;
    this.#hasText ||= source.trim() !== '';
  }

  #putText(text: string): void {
    let rest = text;
    while (rest.length > this.room) {
      const end = cutPoint(rest, this.room);
      this.#put(rest.slice(0, end));
      this.cut();
      rest = rest.slice(end);
    }
    this.#put(rest);
  }
}

/** Tokens by line; the break stands at the end of its line. */
function linesOf(tokens: readonly HtmlToken[]): HtmlToken[][] {
  let line: HtmlToken[] = [];
  const lines = [line];
  for (const token of tokens) {
    const pieces = token.kind === 'text' ? token.source.split(/(?<=\n)/u) : [];
    if (pieces.length === 0) line.push(token);
    for (const piece of pieces) {
      line.push({ kind: 'text', source: piece, text: piece });
      if (!piece.endsWith('\n')) continue;
      line = [];
      lines.push(line);
    }
  }
  return lines;
}

function unitsOf(token: HtmlToken): number {
  return 'text' in token ? token.source.length : 0;
}

function cutPoint(text: string, room: number): number {
  const space = text.lastIndexOf(' ', room);
  if (space > room * CUT_WINDOW) return space;
  // Between the halves of a character there is no cut.
  const isInside = /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(0, room - 1), room + 1));
  return isInside && room > 0 ? room - 1 : room;
}

function opening(tags: readonly OpenTag[]): string {
  return tags.map(({ source }) => source).join('');
}

function closing(tags: readonly OpenTag[]): string {
  return tags
    .map(({ name }) => `</${name}>`)
    .reverse()
    .join('');
}
