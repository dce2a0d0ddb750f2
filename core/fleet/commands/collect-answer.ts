import { cutText } from '../../mooncmd/text-cut.ts';
import { MAX_ANSWER_CHARS, type ReplyPart } from './reply.ts';

/** Parts of one answer whose text is kept; more are counted only. */
export const MAX_ANSWER_PARTS = 200;

/** The parts of one answer as they come in. What is beyond the caps is counted, and said to be missing. */
export class AnswerCollector {
  readonly #parts: ReplyPart[] = [];
  #chars = 0;
  #datagrams = 0;
  #isCut = false;
  #isRefused = false;

  get datagrams(): number {
    return this.#datagrams;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  get isRefused(): boolean {
    return this.#isRefused;
  }

  add(part: ReplyPart): void {
    this.#datagrams += 1;
    this.#isRefused ||= part.isRefusal;
    this.#isCut ||= part.isCut;
    if (this.#parts.length >= MAX_ANSWER_PARTS || this.#chars >= MAX_ANSWER_CHARS) {
      this.#isCut = true;
      return;
    }
    this.#parts.push(part);
    this.#chars += part.text.length + 1;
  }

  /** All parts in one text, by their numbers when each has one, else as they came. At most `MAX_ANSWER_CHARS`. */
  text(): string {
    const isNumbered = this.#parts.every(({ number }) => number !== null);
    const parts = isNumbered
      ? this.#parts.toSorted((one, other) => (one.number ?? 0) - (other.number ?? 0))
      : this.#parts;
    const text = parts.map((part) => part.text).join('\n');
    const kept = cutText(text, MAX_ANSWER_CHARS);
    this.#isCut ||= kept.length < text.length;
    return kept;
  }
}
