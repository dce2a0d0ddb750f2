import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { shellTexts } from '../shell/texts.ts';
import { Icon } from './icon.tsx';
import { fitColumns } from './table-columns.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import { useWidth } from './use-width.ts';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** It gets at least so much; what is left is shared by `grow`. */
  readonly minPx: number;
  /** @default 1 */
  readonly grow?: number;
  /** Numbers stand at the end. */
  readonly align?: 'end';
  readonly isSortable?: boolean;
  /** 0 always stays; of the others the highest leaves first where there is no room, as on a phone. @default 0 */
  readonly priority?: number;
}

export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

export interface Selection<Key> {
  readonly selected: ReadonlySet<Key>;
  readonly toggle: (key: Key) => void;
  readonly toggleAll: () => void;
  readonly areAllSelected: boolean;
}

export interface DataTableProps<Row, Key extends string | number> {
  /** What the rows are, for a screen reader. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => Key;
  /** What a row is called, for a screen reader. */
  readonly nameOf?: (row: Row) => string;
  /** A press on the row, or Enter, goes there. Put a link into the first cell as well. */
  readonly hrefOf?: (row: Row) => string;
  /** Or does this. */
  readonly onOpen?: (row: Row) => void;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  readonly selection?: Selection<Key>;
  /** The last row is in sight: read more. */
  readonly onEnd?: () => void;
  /** Told whether the first row is in sight. */
  readonly onTop?: (isAtTop: boolean) => void;
  /** Instead of rows. */
  readonly empty: ComponentChildren;
  /** CSS. @default as much as the window has below the table's top */
  readonly maxHeight?: string;
  readonly rowPx?: number;
}

const HEAD_PX = 35;
const CHECK_PX = 40;
const BORDERS_PX = 2;

/** A table of any number of rows: only those in sight are in the page. Arrows, Page up and down, Home and End move; Enter opens, Space selects. */
export function DataTable<Row, Key extends string | number>(props: DataTableProps<Row, Key>) {
  const { rows, keyOf, selection, rowPx = 36, onEnd, onTop } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(scroller);
  const virtual = useVirtualRows(scroller, { count: rows.length, rowPx, headPx: HEAD_PX });
  const topPx = useTop(scroller);
  const [active, setActive] = useState(0);
  const wantsFocus = useRef(false);
  const location = useLocation();

  const columns = fitColumns(props.columns, widthPx - (selection === undefined ? 0 : CHECK_PX));
  const template = [
    ...(selection === undefined ? [] : [`${CHECK_PX}px`]),
    ...columns.map(({ minPx, grow = 1 }) => (grow === 0 ? `${minPx}px` : `minmax(${minPx}px, ${grow}fr)`)),
  ].join(' ');
  const grid = { gridTemplateColumns: template };
  const opens = props.hrefOf !== undefined || props.onOpen !== undefined;
  const current = Math.min(active, Math.max(0, rows.length - 1));

  const lastSeen = virtual.items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastSeen >= rows.length - 1 && rows.length > 0) onEnd?.();
  }, [lastSeen, rows.length]);

  // Before the next key: a focus that came later would be that of the row before, and take the step back.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${current + 2}"]`);
    if (row === null || row === undefined) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const open = (row: Row): void => {
    const href = props.hrefOf?.(row);
    if (href === undefined) props.onOpen?.(row);
    else location.route(href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLElement) || event.target.role !== 'row') return;
    const row = rows[current];
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 2);
    const places: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: rows.length - 1,
    };
    const next = places[event.key];
    if (next !== undefined) {
      const index = Math.min(rows.length - 1, Math.max(0, next));
      setActive(index);
      wantsFocus.current = true;
      virtual.scrollTo(index);
    } else if (event.key === 'Enter' && opens && row !== undefined) open(row);
    else if (event.key === ' ' && selection !== undefined && row !== undefined) selection.toggle(keyOf(row));
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent, row: Row): void => {
    // A link or a button in the row does its own; whoever marks text does not want to leave.
    const isOwn = event.target instanceof Element && event.target.closest('a,button,input,label') !== null;
    if (!isOwn && opens && getSelection()?.isCollapsed !== false) open(row);
  };

  const heightPx = HEAD_PX + BORDERS_PX + (rows.length === 0 ? 280 : virtual.totalPx);
  return (
    <div
      ref={scroller}
      class="data-table"
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable={selection !== undefined}
      style={{
        height: `min(${heightPx}px, ${props.maxHeight ?? `max(320px, calc(100dvh - ${topPx}px - var(--below)))`})`,
      }}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => onTop?.(currentTarget.scrollTop < rowPx)}
    >
      <div role="rowgroup" class="head-group" style={{ position: 'sticky', top: 0, zIndex: 2 }}>
        <div class="head" role="row" aria-rowindex={1} style={grid}>
          {selection === undefined ? null : (
            <div role="columnheader" class="check-cell">
              <input
                type="checkbox"
                aria-label={shellTexts.t('table.selectAll')}
                checked={selection.areAllSelected}
                onChange={selection.toggleAll}
              />
            </div>
          )}
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </div>
      </div>
      {rows.length === 0 ? (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell">{props.empty}</div>
          </div>
        </div>
      ) : (
        <div role="rowgroup" class="rows" style={{ height: `${virtual.totalPx}px` }}>
          {virtual.items.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = keyOf(row);
            const isSelected = selection?.selected.has(key) ?? false;
            return (
              <div
                key={key}
                role="row"
                class={`body-row ${opens ? 'opens' : ''}`}
                aria-rowindex={index + 2}
                aria-selected={selection === undefined ? undefined : isSelected}
                aria-label={props.nameOf?.(row)}
                tabIndex={index === current ? 0 : -1}
                style={{ ...grid, height: `${rowPx}px`, transform: `translateY(${start}px)` }}
                onFocus={() => setActive(index)}
                onClick={(event) => onClick(event, row)}
              >
                {selection === undefined ? null : (
                  <div role="gridcell" class="check-cell">
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={`${shellTexts.t('table.select')} ${props.nameOf?.(row) ?? ''}`}
                      checked={isSelected}
                      onChange={() => selection.toggle(key)}
                    />
                  </div>
                )}
                {columns.map(({ id, align, cell }) => (
                  <div key={id} role="gridcell" class={align ?? ''}>
                    {cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

/** How far below the top of the page it begins, as it changes. */
function useTop(element: RefObject<HTMLElement | null>): number {
  const [topPx, setTop] = useState(260);
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured !== null) setTop(Math.round(measured.getBoundingClientRect().top + window.scrollY));
  });
  return topPx;
}

function HeadCell<Row>(props: {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}) {
  const { column, sort, onSort } = props;
  const { id, title, align, isSortable = false } = column;
  const isSorted = sort?.column === id;
  const direction = isSorted && sort.isDescending ? 'descending' : 'ascending';
  return (
    <div role="columnheader" class={align ?? ''} aria-sort={isSortable && isSorted ? direction : undefined}>
      {!isSortable || onSort === undefined ? (
        title
      ) : (
        <button
          type="button"
          // Of numbers one wants the largest first.
          onClick={() =>
            onSort({ column: id, isDescending: isSorted ? !sort.isDescending : align === 'end' })
          }
        >
          {title}
          {isSorted ? <Icon name={sort.isDescending ? 'down' : 'up'} /> : null}
        </button>
      )}
    </div>
  );
}
