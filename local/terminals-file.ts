import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { canonicalHost } from '../core/fleet/terminal-address.ts';
import { errorMessage } from './process/errors.ts';

/** A terminal to register. */
export interface TerminalEntry {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Empty: the terminal takes unsigned commands. */
  readonly password: string;
}

/** Names the file, the line and what is wrong with it; nothing of the file is taken then. */
export class TerminalsFileInvalidError extends Error {
  override readonly name = 'TerminalsFileInvalidError';
}

const COLUMNS = ['name', 'host', 'port', 'password'] as const;

/** More than one task serves; a file beyond this is not a list of terminals. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TERMINALS = 100_000;

const lineSchema = z.object({
  name: z.string().min(1, 'is empty').max(200),
  // A name or an address; the ingest task resolves names. No scheme, port or space.
  host: z
    .string()
    .min(1, 'is empty')
    .max(253)
    .regex(/^[A-Za-z0-9_.:-]+$/, 'is not a host name or an address'),
  port: z
    .string()
    .regex(/^\d{1,5}$/, 'is not a number')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, 'is not between 1 and 65535'),
  password: z.string().max(1_000),
});

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

/** @throws TerminalsFileInvalidError */
export async function readTerminalsFile(path: string): Promise<TerminalEntry[]> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new TerminalsFileInvalidError(`${path}: larger than ${MAX_BYTES} bytes`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof TerminalsFileInvalidError) throw error;
    throw new TerminalsFileInvalidError(`${path}: ${errorMessage(error)}`);
  }
  return parseTerminals(text, path);
}

/**
 * Reads `name,host,port,password` with that header.
 * @param path for messages
 * @throws TerminalsFileInvalidError
 */
export function parseTerminals(text: string, path: string): TerminalEntry[] {
  const [header, ...lines] = readRecords(text, path);
  const names = header?.record.map((cell) => cell.trim().toLowerCase()) ?? [];
  if (names.length !== COLUMNS.length || COLUMNS.some((column) => !names.includes(column))) {
    throw new TerminalsFileInvalidError(`${path} line 1: the header must be ${COLUMNS.join(',')}`);
  }
  if (lines.length > MAX_TERMINALS)
    throw new TerminalsFileInvalidError(`${path}: more than ${MAX_TERMINALS} terminals`);

  const entries: TerminalEntry[] = [];
  const lineByAddress = new Map<string, number>();
  const lineByName = new Map<string, number>();
  for (const { record, info } of lines) {
    const where = `${path} line ${info.lines}`;
    const cells = Object.fromEntries(
      names.map((name, index) => [name, name === 'password' ? record[index] : record[index]?.trim()]),
    );
    const parsed = lineSchema.safeParse(cells);
    if (!parsed.success) {
      const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
      throw new TerminalsFileInvalidError(`${where}: ${problems.join('; ')}`);
    }
    const { name, host, port } = parsed.data;
    refuseSecond(lineByAddress, `${canonicalHost(host)}:${port}`, info.lines, path, `${host}:${port}`);
    refuseSecond(lineByName, name, info.lines, path, `the name ${name}`);
    entries.push(parsed.data);
  }
  return entries;
}

function refuseSecond(
  seen: Map<string, number>,
  key: string,
  line: number,
  path: string,
  what: string,
): void {
  const first = seen.get(key);
  if (first !== undefined)
    throw new TerminalsFileInvalidError(`${path} line ${line}: ${what} stands on line ${first} already`);
  seen.set(key, line);
}

function readRecords(text: string, path: string): z.infer<typeof recordsSchema> {
  try {
    return recordsSchema.parse(parse(text, { bom: true, info: true, skip_empty_lines: true }));
  } catch (error) {
    throw new TerminalsFileInvalidError(`${path}: ${errorMessage(error)}`);
  }
}
