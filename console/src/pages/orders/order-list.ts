import type * as z from 'zod';
import type { listedOrder } from '../../../../core/api/orders/order-shapes.ts';

export type Order = z.infer<typeof listedOrder>;

/** What the live socket says of an order. */
export interface OrderNews {
  readonly order: Order;
  /** Counts the order's writes. */
  readonly version: number;
  readonly isDeleted: boolean;
}

/** The loaded part of a list, newest first, and what came in since and is not shown yet. */
export interface OrderList {
  readonly rows: readonly Order[];
  /** By key: orders that belong to the list and wait for the reader to come back to its top; null: one that has left it. */
  readonly held: ReadonlyMap<string, Order | null>;
  /** Newest version of every order that was heard of. */
  readonly versions: ReadonlyMap<string, number>;
  /** Whether the rows reach down to the oldest order. */
  readonly isWhole: boolean;
}

export const EMPTY_LIST: OrderList = Object.freeze({
  rows: [],
  held: new Map<string, never>(),
  versions: new Map<string, number>(),
  isWhole: false,
});

export const orderKey = ({ terminalId, orderId }: Pick<Order, 'terminalId' | 'orderId'>): string =>
  `${terminalId}/${orderId}`;

/** As the API sorts: open ones by when they were opened, others by when they ended; newest first. */
export function compareOrders(left: Order, right: Order): number {
  return (
    momentOf(right) - momentOf(left) ||
    right.terminalId - left.terminalId ||
    compareIds(right.orderId, left.orderId)
  );
}

/** Of 64 bits, as text. */
function compareIds(one: string, other: string): number {
  if (one === other) return 0;
  return BigInt(one) > BigInt(other) ? 1 : -1;
}

function momentOf(order: Order): number {
  return Date.parse(order.status === 'Open' ? order.openedAt : (order.closedAt ?? order.openedAt));
}

/** The list with one more page at its end. What the socket told of an order in the meantime is newer than the page and stays. */
export function addPage(list: OrderList, page: readonly Order[], isLast: boolean): OrderList {
  const known = new Set(list.rows.map(orderKey));
  const added = page.filter((order) => {
    const key = orderKey(order);
    return !known.has(key) && !list.versions.has(key);
  });
  return { ...list, rows: [...list.rows, ...added], isWhole: isLast };
}

/**
 * The list after news. At the top they are shown at once. Further down an order that is shown changes in its place, and what would move the
 * rows (one more, one fewer) is held.
 */
export function addNews(
  list: OrderList,
  news: readonly OrderNews[],
  { belongs, isAtTop }: { readonly belongs: (order: Order) => boolean; readonly isAtTop: boolean },
): OrderList {
  const versions = new Map(list.versions);
  const held = new Map(list.held);
  const changed = new Map<string, Order>();
  const shown = new Set(list.rows.map(orderKey));
  const oldest = list.isWhole ? undefined : list.rows.at(-1);
  for (const { order, version, isDeleted } of news) {
    const key = orderKey(order);
    if ((versions.get(key) ?? -1) >= version) continue;
    const isIn = !isDeleted && belongs(order);
    // An order below the part that is loaded comes with its page.
    const isBelow = isIn && !shown.has(key) && oldest !== undefined && compareOrders(oldest, order) < 0;
    if (isBelow) continue;
    versions.set(key, version);
    if (shown.has(key)) {
      changed.set(key, order);
      if (isIn) held.delete(key);
      else held.set(key, null);
    } else if (isIn) held.set(key, order);
    else held.delete(key);
  }
  const rows =
    changed.size === 0 ? list.rows : list.rows.map((order) => changed.get(orderKey(order)) ?? order);
  const next = { ...list, rows, held, versions };
  return isAtTop ? showHeld(next) : next;
}

/**
 * The list after its first page was read anew, since what happened meanwhile is not known. At the top what lies below the page goes, to be read
 * again when somebody scrolls there; further down the rows stay where they are.
 */
export function renewList(
  list: OrderList,
  page: readonly Order[],
  { isLast, isAtTop }: { readonly isLast: boolean; readonly isAtTop: boolean },
): OrderList {
  const fresh = new Map(page.map((order) => [orderKey(order), order]));
  if (isAtTop) {
    const versions = new Map([...list.versions].filter(([key]) => fresh.has(key)));
    return { ...EMPTY_LIST, versions, rows: page, isWhole: isLast };
  }
  const end = isLast ? undefined : page.at(-1);
  const held = new Map(list.held);
  const rows = list.rows.map((order) => {
    const key = orderKey(order);
    const renewed = fresh.get(key);
    fresh.delete(key);
    if (renewed !== undefined) {
      held.delete(key);
      return renewed;
    }
    // It would stand on the page if it still belonged to the list.
    if (end === undefined || compareOrders(order, end) < 0) held.set(key, null);
    return order;
  });
  for (const [key, order] of fresh) held.set(key, order);
  return { ...list, rows, held };
}

/** The list with all that was held, sorted. */
export function showHeld(list: OrderList): OrderList {
  if (list.held.size === 0) return list;
  const rows = list.rows.filter((order) => list.held.get(orderKey(order)) !== null);
  for (const order of list.held.values()) if (order !== null) rows.push(order);
  return { ...list, rows: rows.sort(compareOrders), held: new Map() };
}

/** How many orders wait to be shown. */
export function countHeld({ held }: OrderList): number {
  return [...held.values()].filter((order) => order !== null).length;
}

/** Whether an order that is shown has left the list, by being closed, changed or deleted. */
export const hasLeft = ({ held }: OrderList, order: Order): boolean => held.get(orderKey(order)) === null;
