/** Secrets are read once a container and again after this: a changed one is in use everywhere five minutes later. */
const FRESH_MS = 5 * 60_000;

export interface Remembered<T> {
  /** @throws what the first fetch throws, and tries again at its next call */
  readonly read: () => Promise<T>;
  /** The value was refused: the next read fetches again. */
  readonly forget: () => void;
}

/**
 * Remembers what `fetch` gave for five minutes. Callers of one moment share one fetch. When a later fetch fails the older value is given:
 * Secrets Manager that is away for a minute must not close the door, and the value is most likely still good.
 */
export function remember<T>(fetch: () => Promise<T>, nowMs: () => number): Remembered<T> {
  let known: { readonly value: T } | undefined;
  let freshUntilMs = 0;
  let fetching: Promise<T> | undefined;

  async function fetchAgain(): Promise<T> {
    const value = await fetch();
    known = { value };
    freshUntilMs = nowMs() + FRESH_MS;
    return value;
  }

  return {
    read: async () => {
      const older = known;
      if (older !== undefined && nowMs() < freshUntilMs) return older.value;
      fetching ??= fetchAgain().finally(() => (fetching = undefined));
      try {
        return await fetching;
      } catch (error) {
        if (older !== undefined) return older.value;
        throw error;
      }
    },
    forget: () => {
      freshUntilMs = 0;
    },
  };
}
