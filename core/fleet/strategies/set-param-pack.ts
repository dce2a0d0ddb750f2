import type { StrategySettings } from '../../mooncmd/strategy-parameters.ts';
import type { ArgumentProblem } from '../commands/argument.ts';
import { buildCommand, CommandArgumentInvalidError } from '../commands/build-command.ts';

/** What a parameter shall be. Empty: an empty text. */
export interface ParameterChange {
  readonly strategy: string;
  readonly parameter: string;
  readonly value: string;
}

export interface SetParamPack {
  /** Lines `SetParam`, in the order of the changes; what is so already is left out. */
  readonly commands: readonly string[];
  /** Lines that put back what is known now, the last change first. */
  readonly revert: readonly string[];
  /** Changes that change nothing, by their place. */
  readonly unchanged: readonly number[];
}

export interface ChangeProblem {
  /** Place of the change. */
  readonly index: number;
  readonly field: 'strategy' | 'parameter' | 'value';
  /** `unknown`: the terminal has not told of it. */
  readonly is: ArgumentProblem | 'unknown' | 'repeated';
}

/** Nothing of a pack is written when one of its changes cannot be. */
export class ParameterChangesInvalidError extends Error {
  override readonly name = 'ParameterChangesInvalidError';
  readonly problems: readonly ChangeProblem[];

  constructor(problems: readonly ChangeProblem[]) {
    super(`${problems.length} changes cannot be sent`);
    this.problems = problems;
  }
}

/**
 * Commands of changes, and those that take them back. Names are found in any case of letters and sent as the terminal spells them; two
 * strategies of one name are one to the terminal, and the first counts.
 * @throws ParameterChangesInvalidError
 */
export function writeSetParamPack(
  strategies: readonly StrategySettings[],
  changes: readonly ParameterChange[],
): SetParamPack {
  const commands: string[] = [];
  const revert: string[] = [];
  const unchanged: number[] = [];
  const problems: ChangeProblem[] = [];
  const seen = new Set<string>();
  for (const [index, change] of changes.entries()) {
    const found = find(strategies, change);
    if (typeof found === 'string') {
      problems.push({ index, field: found, is: 'unknown' });
      continue;
    }
    const key = JSON.stringify([found.strategy, found.parameter]);
    if (seen.has(key)) problems.push({ index, field: 'parameter', is: 'repeated' });
    seen.add(key);
    if (found.value === change.value.trim()) {
      unchanged.push(index);
      continue;
    }
    try {
      commands.push(line({ ...found, value: change.value }));
      revert.unshift(line(found));
    } catch (error) {
      if (!(error instanceof CommandArgumentInvalidError)) throw error;
      problems.push({ index, field: fieldOf(error.argument), is: error.problem });
    }
  }
  if (problems.length > 0) throw new ParameterChangesInvalidError(problems);
  return { commands, revert, unchanged };
}

/** @returns what is not known of it, or the parameter as it is */
function find(
  strategies: readonly StrategySettings[],
  { strategy, parameter }: ParameterChange,
): ParameterChange | 'strategy' | 'parameter' {
  const known = pick(strategies, strategy);
  if (known === undefined) return 'strategy';
  const setting = pick(known.parameters, parameter);
  if (setting === undefined) return 'parameter';
  return { strategy: known.name, parameter: setting.name, value: setting.value };
}

function pick<T extends { readonly name: string }>(all: readonly T[], name: string): T | undefined {
  const wanted = name.trim();
  return (
    all.find((one) => one.name === wanted) ??
    all.find((one) => one.name.toLowerCase() === wanted.toLowerCase())
  );
}

function line(change: ParameterChange): string {
  return buildCommand('set-param', { ...change });
}

function fieldOf(argument: string): ChangeProblem['field'] {
  return argument === 'strategy' || argument === 'parameter' ? argument : 'value';
}
