import * as z from 'zod';

/** What an order of the list may show, in the order of the columns. */
export const ORDER_COLUMNS = [
  'openedAt',
  'closedAt',
  'terminal',
  'symbol',
  'side',
  'status',
  'quantity',
  'leverage',
  'buyPrice',
  'sellPrice',
  'spent',
  'profit',
  'percent',
  'currency',
  'strategy',
  'sellReason',
  'duration',
  'orderId',
] as const;
export type OrderColumnId = (typeof ORDER_COLUMNS)[number];

/** What people look for first. */
export const USUAL_COLUMNS: readonly OrderColumnId[] = [
  'openedAt',
  'closedAt',
  'terminal',
  'symbol',
  'side',
  'buyPrice',
  'sellPrice',
  'spent',
  'profit',
  'percent',
  'strategy',
  'sellReason',
];

const keptSchema = z.array(z.string());

/** The columns that a person chose, of those that there are now; without a choice that makes sense the usual ones. */
export function readColumns(kept: string | undefined): readonly OrderColumnId[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(kept ?? '');
  } catch {
    return USUAL_COLUMNS;
  }
  const names = keptSchema.safeParse(parsed);
  if (!names.success) return USUAL_COLUMNS;
  const chosen = ORDER_COLUMNS.filter((id) => names.data.includes(id));
  return chosen.length === 0 ? USUAL_COLUMNS : chosen;
}

/** The choice with one column more or less, in the order of the columns; the last one stays. */
export function toggleColumn(chosen: readonly OrderColumnId[], id: OrderColumnId): readonly OrderColumnId[] {
  const next = ORDER_COLUMNS.filter((each) => (each === id) !== chosen.includes(each));
  return next.length === 0 ? chosen : next;
}
