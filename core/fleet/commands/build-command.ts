import {
  type Argument,
  type ArgumentName,
  type ArgumentProblem,
  formatValue,
  MAX_LISTED,
} from './argument.ts';
import { type CommandEntry, findCommand } from './catalogue.ts';

/** As a form collected them. Several values of one argument as a list, or as people write them: `XRP, DOGE`. */
export type ArgumentValues = Readonly<Partial<Record<ArgumentName, string | number | readonly string[]>>>;

export class CommandUnknownError extends Error {
  override readonly name = 'CommandUnknownError';
}

export class CommandArgumentInvalidError extends Error {
  override readonly name = 'CommandArgumentInvalidError';
  readonly argument: ArgumentName;
  readonly problem: ArgumentProblem;

  constructor(argument: ArgumentName, problem: ArgumentProblem) {
    super(`${argument}: ${problem}`);
    this.argument = argument;
    this.problem = problem;
  }
}

/**
 * The text of a command as the panel would send it.
 * @param id of the catalogue
 * @throws CommandUnknownError, CommandArgumentInvalidError naming the first value that is wrong
 */
export function buildCommand(id: string, values: ArgumentValues = {}): string {
  const entry = findCommand(id);
  if (entry === undefined) throw new CommandUnknownError(`no command ${id.slice(0, 40)}`);
  return writeCommand(entry, values);
}

export function writeCommand(entry: CommandEntry, values: ArgumentValues): string {
  const parts = entry.arguments.flatMap((argument) => {
    const text = writeArgument(argument, values[argument.name]);
    return text === undefined ? [] : [text];
  });
  return [entry.name, ...parts].join(' ');
}

/** Whether a single answer fits its argument: for forms that ask one by one. */
export function checkArgument(
  argument: Argument,
  value: string | number | readonly string[] | undefined,
): ArgumentProblem | undefined {
  try {
    writeArgument(argument, value);
    return undefined;
  } catch (error) {
    if (error instanceof CommandArgumentInvalidError) return error.problem;
    throw error;
  }
}

function writeArgument(
  argument: Argument,
  value: string | number | readonly string[] | undefined,
): string | undefined {
  const { name, kind, separator, prefix = '', isOptional = false } = argument;
  if (value === undefined) {
    if (isOptional) return undefined;
    throw new CommandArgumentInvalidError(name, 'missing');
  }
  const given = separator === undefined ? [one(name, value)] : several(value);
  if (given.length === 0 || (kind.type !== 'text' && given.every((text) => text.trim() === ''))) {
    if (isOptional) return undefined;
    throw new CommandArgumentInvalidError(name, 'missing');
  }
  if (given.length > MAX_LISTED) throw new CommandArgumentInvalidError(name, 'too-many');
  const texts = given.map((text) => {
    const formatted = formatValue(kind, text);
    if ('problem' in formatted) throw new CommandArgumentInvalidError(name, formatted.problem);
    return formatted.text;
  });
  // `ALL` stands for every coin: beside others it says two things.
  if (texts.length > 1 && texts.includes('ALL')) throw new CommandArgumentInvalidError(name, 'not-a-coin');
  return prefix + texts.join(separator ?? '');
}

function one(name: ArgumentName, value: string | number | readonly string[]): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const [only, ...more] = value;
  if (more.length > 0) throw new CommandArgumentInvalidError(name, 'too-many');
  return only ?? '';
}

function several(value: string | number | readonly string[]): readonly string[] {
  if (typeof value === 'object') return value;
  return String(value)
    .split(/[\s,;]+/)
    .filter((text) => text !== '');
}
