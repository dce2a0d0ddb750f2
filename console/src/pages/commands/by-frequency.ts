/** All names of some lists, each once in any case of letters: those that most lists have first, and else as the lists have them. */
export function byFrequency(lists: readonly (readonly string[])[]): readonly string[] {
  const counts = new Map<string, { readonly name: string; count: number }>();
  for (const list of lists)
    for (const name of new Map(list.map((each) => [each.toLowerCase(), each])).values()) {
      const key = name.toLowerCase();
      const counted = counts.get(key) ?? { name, count: 0 };
      counted.count += 1;
      counts.set(key, counted);
    }
  return [...counts.values()].sort((one, other) => other.count - one.count).map(({ name }) => name);
}
