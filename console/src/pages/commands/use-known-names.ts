import { useResource } from '../../api/use-resource.ts';
import { useLive } from '../../live/use-live.ts';
import type { KnownNames } from './complete-line.ts';
import { MOST_EXAMPLES, readParameterNames, readStrategyNames } from './read-known.ts';

/** What can be completed for the chosen terminals; read anew when terminals were asked for their strategies. */
export function useKnownNames(chosen: readonly { readonly id: number }[]): KnownNames {
  const examples = chosen.slice(0, MOST_EXAMPLES).map(({ id }) => id);
  const parameters = useResource(readParameterNames, []);
  const strategies = useResource((signal) => readStrategyNames(examples, signal), [examples.join(',')]);
  useLive(['commands'], {
    onMessages: (messages) => {
      const wereTold = messages.some(
        (one) => one.kind === 'run' && one.settledAt !== null && one.command.startsWith('GetStrategies'),
      );
      if (wereTold) void Promise.all([strategies.reload(), parameters.reload()]);
    },
    onReload: () => undefined,
  });
  return { strategies: strategies.data.value ?? [], parameters: parameters.data.value ?? [] };
}
