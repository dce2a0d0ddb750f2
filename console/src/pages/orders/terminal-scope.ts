/** Terminals join groups and leave them while a list is looked at: it is asked anew so often, as long as orders come in. */
export const SCOPE_AGE_MS = 30_000;

export interface TerminalScope {
  /** As far as it is known; until it was read once, none. */
  readonly ids: () => ReadonlySet<number>;
  /** Orders have come in: reads again what is too old. */
  readonly look: () => void;
}

/**
 * Which terminals a chosen fleet, group or tag has at the moment.
 * @param parts `read` is never asked twice at a time; `onChanged` is told of every set that differs from the one before, but not of the first;
 *   `now` in ms
 */
export function createTerminalScope(parts: {
  readonly read: () => Promise<ReadonlySet<number>>;
  readonly onChanged: () => void;
  readonly now: () => number;
}): TerminalScope {
  let known: ReadonlySet<number> | undefined;
  let askedAt = -Infinity;
  let isAsking = false;

  const ask = async (): Promise<void> => {
    isAsking = true;
    askedAt = parts.now();
    try {
      const before = known;
      known = await parts.read();
      if (before !== undefined && !areSame(before, known)) parts.onChanged();
    } catch {
      // The list itself tells that the API is away; it is asked again when orders come in.
    } finally {
      isAsking = false;
    }
  };
  void ask();
  return {
    ids: () => known ?? NONE,
    look: () => {
      if (!isAsking && parts.now() - askedAt >= SCOPE_AGE_MS) void ask();
    },
  };
}

const NONE: ReadonlySet<number> = new Set();

function areSame(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
