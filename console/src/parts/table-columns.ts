/** What fitting needs to know of a column. */
export interface ColumnWidth {
  readonly minPx: number;
  /** 0 always stays; of the others the highest leaves first where there is no room. @default 0 */
  readonly priority?: number;
}

/** The columns that have room side by side, in their order. */
export function fitColumns<Column extends ColumnWidth>(
  columns: readonly Column[],
  roomPx: number,
): readonly Column[] {
  let kept = columns;
  const widthOf = (some: readonly Column[]): number => some.reduce((sum, { minPx }) => sum + minPx, 0);
  while (widthOf(kept) > roomPx) {
    const last = kept.reduce((highest, { priority = 0 }) => Math.max(highest, priority), 0);
    if (last === 0) return kept;
    const leaving = kept.findLastIndex(({ priority = 0 }) => priority === last);
    kept = kept.filter((_, index) => index !== leaving);
  }
  return kept;
}
