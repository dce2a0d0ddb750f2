import type { Argument, ArgumentName, ArgumentProblem } from '../../../../core/fleet/commands/argument.ts';
import { checkArgument, writeCommand } from '../../../../core/fleet/commands/build-command.ts';
import type { CommandEntry } from '../../../../core/fleet/commands/catalogue.ts';

/** What stands in the fields, as it was typed. */
export type FormValues = Readonly<Partial<Record<ArgumentName, string>>>;

export interface ReadForm {
  /** The command as it would be sent; undefined while something is wrong. */
  readonly line: string | undefined;
  readonly problems: Readonly<Partial<Record<ArgumentName, ArgumentProblem>>>;
}

/** The fields of a command's form, checked by the rules by which bots and the API write it. */
export function readForm(entry: CommandEntry, values: FormValues): ReadForm {
  const given: Partial<Record<ArgumentName, string>> = {};
  const problems: Partial<Record<ArgumentName, ArgumentProblem>> = {};
  for (const argument of entry.arguments) {
    const value = values[argument.name] ?? '';
    const problem = checkField(argument, value);
    if (problem !== undefined) problems[argument.name] = problem;
    else if (value.trim() !== '') given[argument.name] = value;
  }
  return {
    line: Object.keys(problems).length === 0 ? writeCommand(entry, given) : undefined,
    problems,
  };
}

/** A field that is still blank is missing also where a text may be empty: `empty` is meant only by who writes it. */
function checkField(argument: Argument, value: string): ArgumentProblem | undefined {
  if (value.trim() === '') return argument.isOptional === true ? undefined : 'missing';
  return checkArgument(argument, value);
}
