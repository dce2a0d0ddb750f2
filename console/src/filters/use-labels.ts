import { labelList } from '../../../core/api/terminals/terminal-shapes.ts';
import { api } from '../api/session.ts';
import { type Resource, useResource } from '../api/use-resource.ts';

export interface Labels {
  readonly groups: readonly string[];
  readonly tags: readonly string[];
}

/** Names of the groups and tags of all fleets of the person, each once. */
export function useLabels(): Resource<Labels> {
  return useResource(async (signal) => {
    const [groups, tags] = await Promise.all(
      ['/api/groups', '/api/tags'].map((path) => api({ path, answer: labelList, signal })),
    );
    return { groups: namesOf(groups?.labels ?? []), tags: namesOf(tags?.labels ?? []) };
  }, []);
}

function namesOf(labels: readonly { readonly name: string }[]): readonly string[] {
  const order = new Intl.Collator(undefined, { numeric: true });
  return [...new Map(labels.map(({ name }) => [name.toLowerCase(), name])).values()].sort(order.compare);
}
