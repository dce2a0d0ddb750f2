import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { canonicalHost } from '../terminal-address.ts';
import { CsvHeaderInvalidError, CsvTooLongError } from './csv-errors.ts';
import {
  FIELD_PROBLEMS,
  type FieldProblem,
  labelName,
  terminalHost,
  terminalName,
  terminalPassword,
  terminalPort,
  type TerminalEntry,
} from './terminal-fields.ts';

/** A line of a file of terminals. */
export interface TerminalLine extends TerminalEntry {
  readonly groups: readonly string[];
  readonly tags: readonly string[];
  /** Of the file, from 1. */
  readonly line: number;
}

export interface LineProblem {
  readonly line: number;
  readonly problem:
    | { readonly kind: 'field'; readonly column: Column; readonly is: FieldProblem }
    /** The line cannot be read: other columns than the header's, or a quote that is not closed. */
    | { readonly kind: 'unreadable' }
    | {
        readonly kind: 'repeated';
        readonly what: 'name' | 'address';
        readonly value: string;
        readonly firstLine: number;
      };
}

export interface TerminalsCsv {
  readonly lines: readonly TerminalLine[];
  /** By line. Those lines are not among `lines`; their neighbours are. */
  readonly problems: readonly LineProblem[];
}

export const REQUIRED_COLUMNS = ['name', 'host', 'port', 'password'] as const;
export const OPTIONAL_COLUMNS = ['groups', 'tags'] as const;
const COLUMNS = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS];
type Column = (typeof COLUMNS)[number];

/** Between groups, and between tags, of one cell. */
const LABELS_BETWEEN = /[;|]/;
const MAX_LABELS = 20;

/** Takes off the apostrophe that an export puts before what a spreadsheet would take for a formula. */
const defused = z.string().transform((text) => text.replace(/^'(?='*[=+\-@])/, ''));

const labels = defused
  .transform((text) =>
    text
      .split(LABELS_BETWEEN)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .pipe(z.array(labelName).max(MAX_LABELS, 'too-long'));

const lineSchema = z.object({
  name: defused.pipe(terminalName),
  host: terminalHost,
  port: terminalPort,
  password: terminalPassword,
  groups: labels.default([]),
  tags: labels.default([]),
});

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

/**
 * Reads `name,host,port,password` and, if the header has them, `groups,tags`, in any order of columns, separated by commas, semicolons or
 * tabs (what spreadsheets write depends on their language).
 * @throws CsvHeaderInvalidError, CsvTooLongError
 */
export function readTerminalsCsv(text: string, maxLines: number): TerminalsCsv {
  const problems: LineProblem[] = [];
  const records = readRecords(text, maxLines, (line) =>
    problems.push({ line, problem: { kind: 'unreadable' } }),
  );
  const columns = readHeader(records.shift()?.record ?? []);
  if (records.length > maxLines) throw new CsvTooLongError(maxLines);

  const given: GivenLine[] = [];
  for (const { record, info } of records) {
    if (record.length === columns.length)
      given.push({
        line: info.lines,
        fields: Object.fromEntries(columns.map((name, index) => [name, record[index]])),
      });
    else problems.push({ line: info.lines, problem: { kind: 'unreadable' } });
  }
  return checkLines(given, problems);
}

/** A terminal of a list as it was given: texts by column. */
export interface GivenLine {
  /** Of the list, from 1. */
  readonly line: number;
  readonly fields: Readonly<Partial<Record<Column, string | undefined>>>;
}

/** The rules of a list, however it came. @param found problems that are known already */
export function checkLines(given: readonly GivenLine[], found: readonly LineProblem[] = []): TerminalsCsv {
  const problems = [...found];
  const lines: TerminalLine[] = [];
  const lineByAddress = new Map<string, number>();
  const lineByName = new Map<string, number>();
  for (const { line, fields } of given) {
    const parsed = lineSchema.safeParse(fields);
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map((issue) => ({ line, problem: toFieldProblem(issue) })));
      continue;
    }
    const { name, host, port } = parsed.data;
    const repeated =
      findRepeated(lineByAddress, 'address', `${canonicalHost(host)}:${port}`, `${host}:${port}`, line) ??
      findRepeated(lineByName, 'name', name.toLowerCase(), name, line);
    if (repeated !== undefined) problems.push({ line, problem: repeated });
    else lines.push({ ...parsed.data, line });
  }
  return { lines, problems: problems.sort((one, other) => one.line - other.line) };
}

function readRecords(
  text: string,
  maxLines: number,
  onUnreadable: (line: number) => void,
): z.infer<typeof recordsSchema> {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return recordsSchema.parse(
    parse(text, {
      bom: true,
      info: true,
      delimiter: delimiterOf(header),
      skip_empty_lines: true,
      relax_column_count: true,
      // A quote inside of a password is a quote.
      relax_quotes: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        onUnreadable(error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : 1);
        return undefined;
      },
      // The header, and one more than is taken, by which a longer file is told.
      to: maxLines + 2,
    }),
  );
}

function delimiterOf(header: string): string {
  const countOf = (character: string): number => header.split(character).length;
  return [',', ';', '\t'].reduce((best, one) => (countOf(one) > countOf(best) ? one : best));
}

function readHeader(cells: readonly string[]): readonly Column[] {
  const columns = cells.flatMap((cell) => COLUMNS.filter((column) => column === cell.trim().toLowerCase()));
  const isWhole = REQUIRED_COLUMNS.every((column) => columns.includes(column));
  if (!isWhole || columns.length !== cells.length || new Set(columns).size !== columns.length)
    throw new CsvHeaderInvalidError(`the header must be ${REQUIRED_COLUMNS.join(',')}`);
  return columns;
}

function toFieldProblem(issue: z.core.$ZodIssue): LineProblem['problem'] {
  return {
    kind: 'field',
    column: COLUMNS.find((column) => column === issue.path[0]) ?? 'name',
    is: FIELD_PROBLEMS.find((problem) => problem === issue.message) ?? 'bad-characters',
  };
}

function findRepeated(
  seen: Map<string, number>,
  what: 'name' | 'address',
  key: string,
  value: string,
  line: number,
): LineProblem['problem'] | undefined {
  const firstLine = seen.get(key);
  if (firstLine === undefined) seen.set(key, line);
  return firstLine === undefined ? undefined : { kind: 'repeated', what, value, firstLine };
}
