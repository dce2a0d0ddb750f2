/** Of what is sorted by time, the part from `since` on and before `until`. */
export interface Span {
  readonly since: Date;
  /** Undefined: to the end. */
  readonly until: Date | undefined;
  /** How many more are wanted. */
  readonly limit: number;
}

export interface SpanSearch {
  readonly limit: number;
  /** Where spans begin to go back from. */
  readonly beginsMs: number;
  /** Of the first span; undefined: whatever is later than `beginsMs` belongs to it. */
  readonly until: Date | undefined;
  readonly endsMs: number;
}

const FIRST_SPAN_MS = 2 * 3_600_000;
const SPAN_GROWTH = 8;

/**
 * The newest of something that thousands of terminals have each in an index of their own: asked for at once, each would give a page. Span by
 * span back in time, each longer than the one before, till there are enough or the end is reached.
 */
export async function newestBySpans<T>(
  { limit, beginsMs, until: first, endsMs }: SpanSearch,
  read: (span: Span) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let until = first;
  let sinceMs = beginsMs;
  for (let spanMs = FIRST_SPAN_MS; found.length < limit && sinceMs > endsMs; spanMs *= SPAN_GROWTH) {
    sinceMs = Math.max(endsMs, beginsMs - spanMs);
    const since = new Date(sinceMs);
    found.push(...(await read({ since, until, limit: limit - found.length })));
    until = since;
  }
  return found;
}
