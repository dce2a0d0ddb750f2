import type { Argument } from '../../../../core/fleet/commands/argument.ts';
import { CATALOGUE, type CommandEntry } from '../../../../core/fleet/commands/catalogue.ts';

/** Names that the caller's terminals have told. */
export interface KnownNames {
  readonly strategies: readonly string[];
  readonly parameters: readonly string[];
}

export interface Completion {
  /** What is replaced, as places in the text. */
  readonly from: number;
  readonly to: number;
  /** What may stand there; the likeliest first. */
  readonly options: readonly string[];
}

const MAX_OPTIONS = 12;

/** `SetParam "Alp` up to the caret: words before, and the one that is being typed. */
interface TypedLine {
  readonly before: readonly string[];
  readonly word: string;
  /** Where the word begins in the text, with its quote. */
  readonly at: number;
}

/**
 * What can be meant at the caret: the name of a command, and what its arguments take. Only the caret's own line counts.
 * @returns undefined when nothing is known, or the word stands there whole
 */
export function completeLine(text: string, caret: number, known: KnownNames): Completion | undefined {
  const lineStart = text.lastIndexOf('\n', caret - 1) + 1;
  const typed = readTyped(text.slice(lineStart, caret), lineStart);
  const options = optionsFor(typed, known);
  const word = typed.word.replaceAll('"', '').toLowerCase();
  const found = rank(options, word);
  if (found.length === 0 || (found.length === 1 && bare(found[0] ?? '') === word)) return undefined;
  return { from: typed.at, to: caret, options: found.slice(0, MAX_OPTIONS) };
}

/** The text after one of the options was taken, and where the caret stands then. */
export function applyCompletion(
  text: string,
  { from, to }: Completion,
  option: string,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(to);
  // A space is what is typed next, unless it is there.
  const inserted = rest.startsWith(' ') ? option : `${option} `;
  return { text: text.slice(0, from) + inserted + rest, caret: from + inserted.length };
}

function readTyped(line: string, lineStart: number): TypedLine {
  const words = [...line.matchAll(/"[^"]*"?|\S+/gu)];
  const last = words.at(-1);
  const isOpen = last !== undefined && last.index + last[0].length === line.length && !isClosed(last[0]);
  const before = (isOpen ? words.slice(0, -1) : words).map(([word]) => word);
  return isOpen
    ? { before, word: last[0], at: lineStart + last.index }
    : { before, word: '', at: lineStart + line.length };
}

function isClosed(word: string): boolean {
  return word.length > 1 && word.startsWith('"') && word.endsWith('"');
}

function optionsFor({ before, word }: TypedLine, known: KnownNames): readonly string[] {
  const [name, ...given] = before;
  // Before anything is typed a list of all commands would only be in the way.
  if (name === undefined) return word === '' ? [] : [...new Set(CATALOGUE.map((entry) => entry.name))];
  const entries = CATALOGUE.filter((entry) => entry.name.toLowerCase() === name.toLowerCase());
  return entries.flatMap((entry: CommandEntry) => {
    const argument = entry.arguments[given.length];
    return argument === undefined ? [] : optionsOf(argument, known);
  });
}

function optionsOf({ name, kind }: Argument, known: KnownNames): readonly string[] {
  if (kind.type === 'strategy') return known.strategies.map((one) => `"${one}"`);
  if (kind.type === 'choice') return kind.options;
  if (kind.type === 'coin') return kind.canBeAll === true ? ['ALL'] : [];
  return name === 'parameter' ? known.parameters : [];
}

const bare = (option: string): string => option.replaceAll('"', '').toLowerCase();

/** Those that begin with the word stand before those that have it inside. */
function rank(options: readonly string[], word: string): readonly string[] {
  const begins = options.filter((option) => bare(option).startsWith(word));
  const holds = word === '' ? [] : options.filter((option) => bare(option).indexOf(word) > 0);
  return [...begins, ...holds];
}
