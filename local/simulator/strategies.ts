import { strategiesText } from '../../core/mooncmd/build-datagrams.ts';

const STRATEGIES_PER_PACK = 2;
/** Parameters that pad a strategy to the size that real ones have: dozens of lines. */
const PARAMETER_COUNT = 30;

/** Overrides by strategy, then by parameter: what `SetParam` has changed. */
export type StrategyOverrides = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The texts of `GetStrategiesFull` (all) and `GetStrategiesActive` (those that run), a pack each.
 * Format: folders of `##Begin_Strategy` ... `##End_Strategy`, a line a parameter.
 */
export function strategyPacks(names: readonly string[], overrides: StrategyOverrides): string[] {
  const packs: string[] = [];
  for (let at = 0; at < names.length; at += STRATEGIES_PER_PACK) {
    const strategies = names
      .slice(at, at + STRATEGIES_PER_PACK)
      .map((name) => ({ name, parameters: parametersOf(name, overrides.get(name)) }));
    packs.push(strategiesText(`Folder ${packs.length + 1}`, strategies));
  }
  return packs;
}

function parametersOf(name: string, overrides?: ReadonlyMap<string, string>): Record<string, string> {
  const parameters: Record<string, string> = { SignalType: 'MoonShot', OrderSize: '25', Comment: '' };
  for (let n = 1; n <= PARAMETER_COUNT; n += 1)
    parameters[`FilterParameter${n}`] = String(((name.length * n * 37) % 1000) / 10);
  return { ...parameters, ...Object.fromEntries(overrides ?? []) };
}
