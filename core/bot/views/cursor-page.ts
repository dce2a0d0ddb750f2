/** A page of rows that were asked for by a cursor. */
export interface CursorPage<Row, Cursor> {
  readonly rows: readonly Row[];
  /** The row to begin after; undefined on the last page. */
  readonly next: Cursor | undefined;
  /** The row to begin before; undefined on the first page. */
  readonly previous: Cursor | undefined;
}

/**
 * Makes a page of `size` from rows that were asked for with one more than that, which tells whether there is another page.
 *
 * @param found in the order of the list; when `direction` is `back`, in the opposite order, as `order by ... desc` gave them
 * @param isFirst no cursor was given: nothing stands before
 */
export function cursorPage<Row, Cursor>(
  found: readonly Row[],
  {
    size,
    direction,
    isFirst,
    cursorOf,
  }: {
    readonly size: number;
    readonly direction: 'on' | 'back';
    readonly isFirst: boolean;
    readonly cursorOf: (row: Row) => Cursor;
  },
): CursorPage<Row, Cursor> {
  const hasMore = found.length > size;
  const page = found.slice(0, size);
  const rows = direction === 'on' ? page : page.reverse();
  const first = rows[0];
  const last = rows.at(-1);
  const hasNext = direction === 'back' || hasMore;
  const hasPrevious = direction === 'on' ? !isFirst : hasMore;
  return {
    rows,
    next: hasNext && last !== undefined ? cursorOf(last) : undefined,
    previous: hasPrevious && first !== undefined ? cursorOf(first) : undefined,
  };
}
