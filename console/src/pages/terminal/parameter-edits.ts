/** What the person typed over a parameter, by strategy and parameter. */
export type ParameterEdits = ReadonlyMap<string, string>;

export interface ParameterChange {
  readonly strategy: string;
  readonly parameter: string;
  readonly value: string;
}

/** Neither a strategy's name nor a parameter's has a line feed. */
const keyOf = (strategy: string, parameter: string): string => `${strategy}\n${parameter}`;

export function editedValue(edits: ParameterEdits, strategy: string, parameter: string): string | undefined {
  return edits.get(keyOf(strategy, parameter));
}

/** Typing the value that is known takes the edit back. */
export function editParameter(edits: ParameterEdits, change: ParameterChange, known: string): ParameterEdits {
  const next = new Map(edits);
  const key = keyOf(change.strategy, change.parameter);
  if (change.value === known) next.delete(key);
  else next.set(key, change.value);
  return next;
}

export function changesOf(edits: ParameterEdits): ParameterChange[] {
  return [...edits].map(([key, value]) => {
    const [strategy = '', parameter = ''] = key.split('\n');
    return { strategy, parameter, value };
  });
}

export function countEdits(edits: ParameterEdits, strategy: string): number {
  return changesOf(edits).filter((change) => change.strategy === strategy).length;
}

/** In parts, since one request takes so many lines. */
export function inParts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
