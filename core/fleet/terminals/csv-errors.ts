// Apart from the reader: who only explains them does not load a CSV parser.

/** Nothing of the file can be taken. */
export class CsvHeaderInvalidError extends Error {
  override readonly name = 'CsvHeaderInvalidError';
}

export class CsvTooLongError extends Error {
  override readonly name = 'CsvTooLongError';
  readonly maxLines: number;

  constructor(maxLines: number) {
    super(`more than ${maxLines} terminals`);
    this.maxLines = maxLines;
  }
}
