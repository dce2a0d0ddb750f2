import type * as z from 'zod';

/**
 * Takes out of a value what its strict schema did not know.
 * @returns whether that was all that the schema had against it
 */
export function dropUnknownKeys(value: unknown, issues: readonly z.core.$ZodIssue[]): boolean {
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') return false;
    const place = issue.path.reduce<unknown>(
      (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
      value,
    );
    if (typeof place !== 'object' || place === null) return false;
    for (const key of issue.keys) Reflect.deleteProperty(place, key);
  }
  return true;
}
