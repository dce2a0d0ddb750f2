import { readFile, stat } from 'node:fs/promises';
import { CsvHeaderInvalidError, CsvTooLongError } from '../core/fleet/terminals/csv-errors.ts';
import {
  type LineProblem,
  readTerminalsCsv,
  type TerminalLine,
} from '../core/fleet/terminals/read-terminals-csv.ts';
import type { FieldProblem, TerminalEntry } from '../core/fleet/terminals/terminal-fields.ts';
import { errorMessage } from './process/errors.ts';

/** Names the file, the line and what is wrong with it; nothing of the file is taken then. */
export class TerminalsFileInvalidError extends Error {
  override readonly name = 'TerminalsFileInvalidError';
}

/** More than one task serves; a file beyond this is not a list of terminals. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TERMINALS = 100_000;

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
 * Reads `name,host,port,password` with that header, and `groups` and `tags` when it has them.
 * @param path for messages
 * @throws TerminalsFileInvalidError
 */
export function parseTerminals(text: string, path: string): TerminalLine[] {
  try {
    const { lines, problems } = readTerminalsCsv(text, MAX_TERMINALS);
    const [first] = problems;
    if (first === undefined) return [...lines];
    throw new TerminalsFileInvalidError(`${path} line ${first.line}: ${describe(first)}`);
  } catch (error) {
    if (error instanceof CsvHeaderInvalidError)
      throw new TerminalsFileInvalidError(`${path} line 1: ${error.message}`);
    if (error instanceof CsvTooLongError) throw new TerminalsFileInvalidError(`${path}: ${error.message}`);
    throw error;
  }
}

function describe({ problem }: LineProblem): string {
  switch (problem.kind) {
    case 'field':
      return `${problem.column} ${FIELD_WORDS[problem.is]}`;
    case 'unreadable':
      return 'has other columns than the header, or a quote that is not closed';
    case 'repeated': {
      const what = problem.what === 'name' ? `the name ${problem.value}` : problem.value;
      return `${what} stands on line ${problem.firstLine} already`;
    }
  }
}

const FIELD_WORDS: Readonly<Record<FieldProblem, string>> = {
  empty: 'is empty',
  'too-long': 'is too long',
  'bad-characters': 'has characters that it must not have',
  'not-a-host': 'is not a host name or an address',
  'not-a-port': 'is not a port: a number from 1 to 65535',
};
