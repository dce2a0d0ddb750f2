import { MOONCMD_LIMITS } from './limits.ts';
import { readStrategyLines } from './strategy-pack.ts';
import { cutText } from './text-cut.ts';
import { UnreadableError } from './unreadable.ts';

/** A strategy with what it is set to, in the order of the terminal's. */
export interface StrategySettings {
  readonly name: string;
  /** Folders from the outside in, joined by `/`; empty outside of any. */
  readonly folder: string;
  readonly parameters: readonly StrategyParameter[];
}

export interface StrategyParameter {
  readonly name: string;
  readonly value: string;
}

/** The panel knows 469 names; a forged pack may hold any number. */
const MAX_PARAMETERS = 2_000;
const MAX_PARAMETER_NAME_CHARS = 200;
const MAX_VALUE_CHARS = 2_000;

/**
 * Reads a pack with its parameters (MoonCMD 1.3): `Key=Value` lines between `##Begin_Strategy` and `##End_Strategy`. Of a key that comes
 * again the first counts, and a strategy without a `StrategyName` is left out: nothing can be sent to it.
 * @throws UnreadableError `too_many`
 */
export function readStrategySettings(text: string): StrategySettings[] {
  const strategies: StrategySettings[] = [];
  let parameters: Map<string, string> | undefined;
  let folder = '';
  const finish = (): void => {
    const found = parameters;
    parameters = undefined;
    const name = found === undefined ? undefined : nameOf(found);
    if (found === undefined || name === undefined) return;
    if (strategies.length >= MOONCMD_LIMITS.maxStrategiesPerPack)
      throw new UnreadableError('too_many', `more than ${MOONCMD_LIMITS.maxStrategiesPerPack} strategies`);
    strategies.push({
      name,
      folder,
      parameters: [...found].map(([key, value]) => ({ name: key, value })),
    });
  };
  for (const line of readStrategyLines(text)) {
    if (line.kind === 'begin') {
      finish();
      parameters = new Map();
      folder = line.folder;
    } else if (line.kind === 'end') finish();
    else if (parameters !== undefined) addParameter(parameters, line.text);
  }
  finish();
  return strategies;
}

function addParameter(parameters: Map<string, string>, line: string): void {
  const at = line.indexOf('=');
  const name = at < 0 ? '' : line.slice(0, at).trim();
  if (name === '' || name.length > MAX_PARAMETER_NAME_CHARS || parameters.has(name)) return;
  if (parameters.size >= MAX_PARAMETERS)
    throw new UnreadableError('too_many', `more than ${MAX_PARAMETERS} parameters of a strategy`);
  parameters.set(name, cutText(line.slice(at + 1).trim(), MAX_VALUE_CHARS));
}

function nameOf(parameters: ReadonlyMap<string, string>): string | undefined {
  for (const [key, value] of parameters)
    if (key.toLowerCase() === 'strategyname') return cutText(value, MOONCMD_LIMITS.maxStrategyNameChars);
  return undefined;
}
