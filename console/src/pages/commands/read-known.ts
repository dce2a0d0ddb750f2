import { presetList } from '../../../../core/api/commands/preset-shapes.ts';
import { knownParameters, strategyList } from '../../../../core/api/strategies/strategy-shapes.ts';
import { api } from '../../api/session.ts';
import { byFrequency } from './by-frequency.ts';
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

/** Of many terminals, so many stand for all: fleets run much the same strategies. */
export const MOST_EXAMPLES = 6;

/**
 * Names of these terminals' strategies, what most of them have first. One that cannot be read, such as a terminal that was removed meanwhile,
 * is left out.
 */
export async function readStrategyNames(
  terminalIds: readonly number[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lists = await Promise.allSettled(
    terminalIds.slice(0, MOST_EXAMPLES).map(async (id) => {
      const { strategies } = await api({
        path: `/api/terminals/${id}/strategies`,
        query: { parameters: false },
        answer: strategyList,
        signal,
      });
      return strategies.map(({ name }) => name);
    }),
  );
  return byFrequency(lists.flatMap((list) => (list.status === 'fulfilled' ? [list.value] : [])));
}

export async function readPresets(signal: AbortSignal): Promise<readonly Preset[]> {
  const { presets } = await api({ path: '/api/presets', answer: presetList, signal });
  return presets;
}
