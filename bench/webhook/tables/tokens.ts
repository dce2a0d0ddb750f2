/** An expression that this server does not know: the benchmark has to learn what the code uses. */
export class ExpressionUnsupportedError extends Error {
  override readonly name = 'ExpressionUnsupportedError';
}

const TOKEN = /\s*(<>|<=|>=|[()=,<>+-]|[#:]?\w+)/y;

/** The words and signs of an expression, taken one after the other. */
export class Tokens {
  readonly #text: string;
  readonly #all: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#all = split(text);
  }

  get next(): string | undefined {
    return this.#all[this.#at];
  }

  /** Whether `word` comes next, whatever its case; then it is taken. */
  takeIf(word: string): boolean {
    if (this.next?.toUpperCase() !== word.toUpperCase()) return false;
    this.#at += 1;
    return true;
  }

  take(): string {
    const token = this.next;
    if (token === undefined) throw this.unsupported();
    this.#at += 1;
    return token;
  }

  expect(word: string): void {
    if (!this.takeIf(word)) throw this.unsupported();
  }

  unsupported(): ExpressionUnsupportedError {
    return new ExpressionUnsupportedError(`at ${this.next ?? 'its end'}: ${this.#text}`);
  }
}

function split(text: string): string[] {
  const tokens: string[] = [];
  const matcher = new RegExp(TOKEN);
  while (matcher.lastIndex < text.trimEnd().length) {
    const token = matcher.exec(text)?.[1];
    if (token === undefined) throw new ExpressionUnsupportedError(text);
    tokens.push(token);
  }
  return tokens;
}
