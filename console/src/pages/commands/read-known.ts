import { presetList } from '../../../../core/api/commands/preset-shapes.ts';
import { knownParameters, strategyList } from '../../../../core/api/strategies/strategy-shapes.ts';
import { api } from '../../api/session.ts';
import type { Preset } from './preset.ts';

/** Names of parameters that the person's terminals have told, the commonest first. */
export async function readParameterNames(signal: AbortSignal): Promise<readonly string[]> {
  const { parameters } = await api({
    path: '/api/strategies/parameters',
    answer: knownParameters,
    signal,
  });
  return [...parameters].sort((one, other) => other.strategies - one.strategies).map(({ name }) => name);
}

/** Names of one terminal's strategies. @param terminalId undefined: none is chosen */
export async function readStrategyNames(
  terminalId: number | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (terminalId === undefined) return [];
  const { strategies } = await api({
    path: `/api/terminals/${terminalId}/strategies`,
    query: { parameters: false },
    answer: strategyList,
    signal,
  });
  return [...new Set(strategies.map(({ name }) => name))];
}

export async function readPresets(signal: AbortSignal): Promise<readonly Preset[]> {
  const { presets } = await api({ path: '/api/presets', answer: presetList, signal });
  return presets;
}
