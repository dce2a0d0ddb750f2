import { describeCommand } from '../../../../core/fleet/commands/describe-command.ts';

/** As many as a preset has, and as one request takes. */
export const MAX_LINES = 20;
const MAX_LINE_CHARS = 2_000;

/** A line each; blank ones are nothing. */
export function readLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export type LinesProblem = 'none' | 'too-many' | 'too-long' | 'control';

export function checkLines(lines: readonly string[]): LinesProblem | undefined {
  if (lines.length === 0) return 'none';
  if (lines.length > MAX_LINES) return 'too-many';
  if (lines.some((line) => line.length > MAX_LINE_CHARS)) return 'too-long';
  return lines.some((line) => /\p{Cc}/u.test(line)) ? 'control' : undefined;
}

/** The lines that are asked about at any number of terminals. */
export function dangerousLines(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => describeCommand(line).danger === 'always');
}

/** Of the dangerous lines, those that no other command takes back. */
export function finalLines(lines: readonly string[]): readonly string[] {
  return dangerousLines(lines).filter((line) => describeCommand(line).opposite === undefined);
}

/** Lines that begin with no command that is known: they are sent as they are, and may be a slip. */
export function unknownLines(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => describeCommand(line).entry === undefined);
}

/** Puts a line at the end of what is there. */
export function appendLine(text: string, line: string): string {
  const kept = text.trimEnd();
  return kept === '' ? line : `${kept}\n${line}`;
}
