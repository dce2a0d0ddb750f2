export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the object, or `null` when the text is no JSON or another value than an object. */
export function parseJsonObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * As `parseJsonObject`, but every number stays the text that it was written as: a double holds only 15 decimal
 * digits exactly. A few times slower, so only for a text that shows a longer one.
 */
export function parseJsonObjectExactly(text: string): JsonObject | null {
  try {
    // The third argument of a reviver, which TypeScript does not know yet, tells how a number was written.
    const value: unknown = JSON.parse(text, (_key, item: unknown, ...[context]: unknown[]) =>
      typeof item === 'number' ? sourceOf(context, item) : item,
    );
    return isJsonObject(value) ? value : null;
  } catch {
    // Also a RangeError: with a reviver, JSON.parse recurses, and nesting is the sender's choice.
    return null;
  }
}

/** @returns whether some number in the text may have more digits than a double keeps. */
export function hasLongNumber(text: string): boolean {
  return /[\d.]{16}/.test(text);
}

function sourceOf(context: unknown, item: number): string {
  return isJsonObject(context) && typeof context.source === 'string' ? context.source : String(item);
}
