import { type Argument, type ArgumentName, formatValue } from './argument.ts';
import { type ArgumentValues, writeCommand } from './build-command.ts';
import { CATALOGUE, type CommandEntry, type Danger, findCommand, type Replies } from './catalogue.ts';

/** What a text is, as far as the catalogue knows it. */
export interface DescribedCommand {
  /** Undefined: a command that the catalogue does not have. It is sent as it is. */
  readonly entry: CommandEntry | undefined;
  /** Undefined: the command is known, its arguments are not of the shape. */
  readonly values: ArgumentValues | undefined;
  readonly danger: Danger;
  readonly replies: Replies;
  /** The command that takes this one back. */
  readonly opposite: string | undefined;
}

interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
  /** Where it begins in the line. */
  readonly at: number;
}

/** `BotName:command`: several terminals may share one port. */
const BOT_PREFIX = /^[^:"]{1,100}:(?=[^\s:])/u;
/** What looks like nothing, and would hide a name from whoever compares it. */
const INVISIBLE = /[\p{Cf}\p{Cc}]/gu;

/** Names that a terminal may take for a command even with something glued behind them: `STOPALL`, `SellALL!`. */
const DANGEROUS_BEGINNINGS = CATALOGUE.filter((entry) => entry.danger === 'always').map((entry) =>
  entry.name.toLowerCase(),
);
const DANGEROUS_FOR_ALL = CATALOGUE.filter((entry) => entry.isDangerousForAll === true).map((entry) =>
  entry.name.toLowerCase(),
);

/** Reads a command back. Never throws: whatever a person types is something. */
export function describeCommand(text: string): DescribedCommand {
  const line = text.trim();
  const words = readWords(line);
  const name = words[0]?.text.toLowerCase() ?? '';
  const entries = CATALOGUE.filter((entry: CommandEntry) => entry.name.toLowerCase() === name);
  const read = entries
    .map((entry: CommandEntry) => ({ entry, values: readArguments(entry.arguments, words.slice(1), line) }))
    .find(({ values }) => values !== undefined);
  const entry: CommandEntry | undefined = read?.entry ?? entries[0];
  const values = read?.values;
  return {
    entry,
    values,
    danger: dangerOf(line),
    replies: entry?.replies ?? 'many',
    opposite: entry === undefined || values === undefined ? undefined : oppositeOf(entry, values),
  };
}

/** A text that begins like a dangerous command is taken for it, whatever stands behind, before, or invisibly within. */
function dangerOf(line: string): Danger {
  const plain = line.normalize('NFKC').replaceAll(INVISIBLE, '').trim();
  const bare = plain.replace(BOT_PREFIX, '');
  return [plain, bare].some((one) => beginsDangerously(one.toLowerCase())) ? 'always' : 'many';
}

function beginsDangerously(given: string): boolean {
  // Quotes or slashes before it, spaces within it (`sell all`): a terminal may be as lenient as this.
  const line = given.replace(/^[^\p{L}\p{N}]+/u, '');
  const joined = line.replaceAll(/\s/gu, '');
  if (DANGEROUS_BEGINNINGS.some((name) => joined.startsWith(name))) return true;
  return DANGEROUS_FOR_ALL.some((name) => line.startsWith(name)) && /(^|[\s,"])all($|[\s,"])/u.test(line);
}

function readWords(line: string): Word[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map((match) => ({
    text: match[1] ?? match[2] ?? '',
    isQuoted: match[1] !== undefined,
    at: match.index,
  }));
}

/** Takes the words one by one; what is optional is taken if it fits and what follows still does. */
function readArguments(
  left: readonly Argument[],
  words: readonly Word[],
  line: string,
): Partial<Record<ArgumentName, string | string[]>> | undefined {
  const [argument, ...rest] = left;
  if (argument === undefined) return words.length === 0 ? {} : undefined;
  const taken = takeArgument(argument, words, line);
  if (taken !== undefined) {
    const following = readArguments(rest, words.slice(taken.words), line);
    if (following !== undefined) return { [argument.name]: taken.value, ...following };
  }
  return argument.isOptional === true ? readArguments(rest, words, line) : undefined;
}

interface Taken {
  readonly value: string | string[];
  readonly words: number;
}

function takeArgument(
  { kind, separator, prefix = '' }: Argument,
  given: readonly Word[],
  line: string,
): Taken | undefined {
  const { words, skipped } = withoutPrefix(given, prefix);
  const [first] = words;
  if (first === undefined) return undefined;
  const fits = (value: string): boolean => !('problem' in formatValue(kind, value));
  if (separator === ' ') {
    const values = words.map((word) => word.text);
    return values.every(fits) ? { value: values, words: given.length } : undefined;
  }
  if (separator === ',') {
    const values = first.text.split(',').filter((value) => value !== '');
    return values.length > 0 && values.every(fits) ? { value: values, words: skipped + 1 } : undefined;
  }
  if (kind.type === 'text') {
    const value = line.slice(first.at);
    return { value: value === 'empty' ? '' : value, words: given.length };
  }
  if (kind.type === 'period') {
    const value = `${first.text} ${words[1]?.text ?? ''}`;
    return fits(value) ? { value, words: skipped + 2 } : undefined;
  }
  // A name in quotes is one of a strategy.
  if (first.isQuoted && kind.type !== 'strategy') return undefined;
  return fits(first.text) ? { value: first.text, words: skipped + 1 } : undefined;
}

/** `+` is glued to its value, `def ` is a word of its own. */
function withoutPrefix(words: readonly Word[], prefix: string): { words: readonly Word[]; skipped: number } {
  const [first, ...rest] = words;
  if (prefix === '' || first === undefined) return { words, skipped: 0 };
  if (prefix.endsWith(' '))
    return first.text.toLowerCase() === prefix.trimEnd()
      ? { words: rest, skipped: 1 }
      : { words: [], skipped: 0 };
  if (!first.text.startsWith(prefix)) return { words: [], skipped: 0 };
  return { words: [{ ...first, text: first.text.slice(prefix.length) }, ...rest], skipped: 0 };
}

function oppositeOf({ opposite }: CommandEntry, values: ArgumentValues): string | undefined {
  const entry = opposite === undefined ? undefined : findCommand(opposite.id);
  if (opposite === undefined || entry === undefined) return undefined;
  const kept: Partial<Record<ArgumentName, string | number | readonly string[]>> = { ...values };
  for (const name of opposite.without ?? []) kept[name] = undefined;
  if (opposite.swap !== undefined) {
    const { argument, values: pair } = opposite.swap;
    kept[argument] = values[argument] === pair[0] ? pair[1] : pair[0];
  }
  return writeCommand(entry, kept);
}
