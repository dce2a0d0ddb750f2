/** One part of an export, as the API answers it. */
export interface ExportPart {
  readonly text: string;
  /** Header `next-cursor`: where the next part begins; null on the last one. */
  readonly nextCursor: string | null;
}

/** By which spreadsheets know the encoding. The API sends it, and `fetch` takes it off. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Reads an export part by part: only the first has a line of names.
 * @param readPart asks for one part
 * @param tellProgress how many rows there are so far
 * @returns texts to be put one behind the other into a file
 */
export async function collectExport(
  readPart: (cursor: string | undefined) => Promise<ExportPart>,
  tellProgress: (rows: number) => void,
): Promise<string[]> {
  const texts: string[] = [BYTE_ORDER_MARK];
  let lines = 0;
  let cursor: string | undefined;
  for (;;) {
    const { text, nextCursor } = await readPart(cursor);
    texts.push(text);
    lines += countRows(text);
    tellProgress(Math.max(0, lines - 1));
    if (nextCursor === null) return texts;
    cursor = nextCursor;
  }
}

/** Rows of CSV; a line break within quotes ends none. */
export function countRows(text: string): number {
  let rows = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (code === LINE_FEED && !isQuoted) rows += 1;
  }
  return rows;
}

const QUOTE = 34;
const LINE_FEED = 10;
