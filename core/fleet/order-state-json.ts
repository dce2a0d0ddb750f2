import { ORDER_COLUMNS, type OrderColumnName } from '../mooncmd/order-columns.ts';
import { type ColumnState, compactOrder, ORDER_OUTCOMES, type OrderState, type Stamp } from './fold-order.ts';

/**
 * `orders.fold`: what the fold has to remember of an order, as one compact JSON array (keys would be a third of it):
 * `[version, stamps, columns, inserted, deleted, outcome, ended at, first event at, last event at, bot name, bot name at]`.
 */
const VERSION = 1;

export class OrderStateUnreadableError extends Error {
  override readonly name = 'OrderStateUnreadableError';
}

export function writeOrderState(state: OrderState): string {
  const { stamps, columns, ...rest } = compactOrder(state);
  return JSON.stringify([
    VERSION,
    stamps,
    columns,
    rest.isInserted ? 1 : 0,
    rest.isDeleted ? 1 : 0,
    ORDER_OUTCOMES.indexOf(rest.outcome),
    rest.endedAtMs,
    rest.firstEventAtMs,
    rest.lastEventAtMs,
    rest.botName,
    rest.botNameAtMs,
  ]);
}

/** @throws OrderStateUnreadableError when the text is not what `writeOrderState` wrote */
export function readOrderState(text: string): OrderState {
  const json: unknown = JSON.parse(text);
  if (!Array.isArray(json) || json[0] !== VERSION) throw new OrderStateUnreadableError('unknown version');
  const [
    ,
    stamps,
    columns,
    inserted,
    deleted,
    outcome,
    endedAtMs,
    firstEventAtMs,
    lastEventAtMs,
    botName,
    botNameAtMs,
  ]: unknown[] = json;
  return {
    stamps: readStamps(stamps),
    columns: readColumns(columns),
    isInserted: inserted === 1,
    isDeleted: deleted === 1,
    outcome: ORDER_OUTCOMES[number(outcome)] ?? 'Open',
    endedAtMs: endedAtMs === null ? null : number(endedAtMs),
    firstEventAtMs: number(firstEventAtMs),
    lastEventAtMs: number(lastEventAtMs),
    botName: botName === null ? null : string(botName),
    botNameAtMs: number(botNameAtMs),
  };
}

const COLUMN_NAMES: ReadonlyMap<string, OrderColumnName> = new Map(
  ORDER_COLUMNS.map(({ column }) => [column, column]),
);

function readStamps(value: unknown): Stamp[] {
  if (!Array.isArray(value)) throw new OrderStateUnreadableError('stamps');
  return value.map((stamp: unknown) => {
    if (!Array.isArray(stamp)) throw new OrderStateUnreadableError('stamp');
    return [stamp[0] === 1 ? 1 : 0, number(stamp[1]), number(stamp[2])];
  });
}

function readColumns(value: unknown): Partial<Record<OrderColumnName, ColumnState>> {
  if (typeof value !== 'object' || value === null) throw new OrderStateUnreadableError('columns');
  const columns: Partial<Record<OrderColumnName, ColumnState>> = {};
  for (const [key, column] of Object.entries(value)) {
    const name = COLUMN_NAMES.get(key);
    // A column of another release: what this one does not know it cannot keep.
    if (name === undefined || !Array.isArray(column)) continue;
    columns[name] = [string(column[0]), number(column[1])];
  }
  return columns;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new OrderStateUnreadableError('not a number');
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw new OrderStateUnreadableError('not a text');
  return value;
}
