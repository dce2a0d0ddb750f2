import type { HttpAnswer } from '../http/answers.ts';

export type CsvRow = readonly (string | null)[];

/**
 * A table as spreadsheets read it: UTF-8 with its mark, CRLF, and no cell that a spreadsheet would take for a formula. Numbers stay numbers,
 * also negative ones.
 * @param header of the first part of a table only; undefined: none
 */
export async function writeCsv(
  header: readonly string[] | undefined,
  rows: readonly CsvRow[],
): Promise<string> {
  // Exports are rare: who asks for other things does not load it.
  const { stringify } = await import('csv-stringify/sync');
  const isFirst = header !== undefined;
  return stringify(isFirst ? [header, ...rows] : [...rows], {
    bom: isFirst,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { string: (text) => (NEGATIVE.test(text) ? { value: text, escape_formulas: false } : text) },
  });
}

const NEGATIVE = /^-\d+(\.\d+)?$/;

/** `fileName` is plain ASCII. */
export function answerCsv(
  text: string,
  fileName: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    statusCode: 200,
    headers: {
      'content-type': CSV_TYPE,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
      ...headers,
    },
    body: text,
  };
}

export const CSV_TYPE = 'text/csv; charset=utf-8';
