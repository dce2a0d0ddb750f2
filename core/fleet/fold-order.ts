import type { OrderColumnName, OrderColumns } from '../mooncmd/order-columns.ts';
import type { OrderEvent } from '../mooncmd/read-orders.ts';

/**
 * An order is a fold over its events that gives the same state whatever their order, repetition or delay:
 *
 * - Each column keeps the value of the winning event: an UPDATE before any INSERT, then the higher `[SQLCommand n]`, then the later
 *   arrival. Every column remembers the stamp of its winner, so a late event changes only the columns that it wins.
 * - Closed, cancelled and deleted only ever switch on: nothing re-opens an order or brings a deleted one back.
 * - Everything else is a minimum or a maximum of arrival times.
 */
export interface OrderState {
  /** What the columns' winners are numbered by. */
  stamps: Stamp[];
  /** Value and index of the winner's stamp, by column. */
  columns: Partial<Record<OrderColumnName, ColumnState>>;
  /** Whether an INSERT was seen: without one the order is partial. */
  isInserted: boolean;
  isDeleted: boolean;
  outcome: OrderOutcome;
  /** Arrival of the first event that closed or cancelled it: stands in for a missing CloseDate. */
  endedAtMs: number | null;
  firstEventAtMs: number;
  lastEventAtMs: number;
  botName: string | null;
  /** Arrival of the event that `botName` is of. */
  botNameAtMs: number;
}

/** Ordered: an order only moves to a higher one. */
export const ORDER_OUTCOMES = ['Open', 'Cancelled', 'Closed'] as const;
export type OrderOutcome = (typeof ORDER_OUTCOMES)[number];

/** `[rank, command id, arrival in ms]`: rank 0 is an INSERT, 1 an UPDATE; an event without a command id is older than any with one. */
export type Stamp = readonly [rank: 0 | 1, commandId: number, receivedAtMs: number];

export type ColumnState = readonly [value: string, stampIndex: number];

/** 2020-01-01: terminals write smaller numbers into CloseDate when they mean "not closed". */
const EARLIEST_CLOSE_S = 1_577_836_800;

/** A terminal's clock may be ahead by this much. */
const CLOCK_TOLERANCE_S = 300;

const NO_COMMAND_ID = -1;

/** @returns a new state; `state` is not changed */
export function foldOrder(
  state: OrderState | undefined,
  event: OrderEvent,
  receivedAtMs: number,
  botName: string | null,
): OrderState {
  const next: OrderState =
    state === undefined
      ? emptyOrder(receivedAtMs)
      : { ...state, stamps: [...state.stamps], columns: { ...state.columns } };
  if (
    botName !== null &&
    (receivedAtMs > next.botNameAtMs || (receivedAtMs === next.botNameAtMs && botName > (next.botName ?? '')))
  ) {
    next.botName = botName;
    next.botNameAtMs = receivedAtMs;
  }
  next.firstEventAtMs = Math.min(next.firstEventAtMs, receivedAtMs);
  next.lastEventAtMs = Math.max(next.lastEventAtMs, receivedAtMs);

  if (event.action === 'delete') {
    next.isDeleted = true;
    return next;
  }
  if (event.action === 'insert') next.isInserted = true;
  const columns = withoutIdleCloseDate(event, receivedAtMs);
  end(next, outcomeOf(event.action, columns), receivedAtMs);
  takeColumns(next, columns, [
    event.action === 'insert' ? 0 : 1,
    event.commandId ?? NO_COMMAND_ID,
    receivedAtMs,
  ]);
  return next;
}

export function emptyOrder(receivedAtMs: number): OrderState {
  return {
    stamps: [],
    columns: {},
    isInserted: false,
    isDeleted: false,
    outcome: 'Open',
    endedAtMs: null,
    firstEventAtMs: receivedAtMs,
    lastEventAtMs: receivedAtMs,
    botName: null,
    botNameAtMs: 0,
  };
}

export function isCloseDate(seconds: number, receivedAtMs: number): boolean {
  return seconds > EARLIEST_CLOSE_S && seconds <= receivedAtMs / 1000 + CLOCK_TOLERANCE_S;
}

function withoutIdleCloseDate(event: OrderEvent, receivedAtMs: number): OrderColumns {
  const closeDate = event.columns.close_date;
  if (event.action !== 'update' || closeDate === undefined || isCloseDate(Number(closeDate), receivedAtMs))
    return event.columns;
  // An UPDATE with CloseDate 0, of before 2020 or of the future says nothing about closing.
  const { close_date: _, ...rest } = event.columns;
  return rest;
}

/** An INSERT ends an order by its Status alone; an UPDATE by a CloseDate as well (reference, 2.3). */
function outcomeOf(action: 'insert' | 'update', columns: OrderColumns): OrderOutcome {
  if (columns.status === '1' || (action === 'update' && columns.close_date !== undefined)) return 'Closed';
  return columns.status === '2' ? 'Cancelled' : 'Open';
}

function end(state: OrderState, outcome: OrderOutcome, receivedAtMs: number): void {
  if (outcome === 'Open') return;
  if (ORDER_OUTCOMES.indexOf(outcome) > ORDER_OUTCOMES.indexOf(state.outcome)) state.outcome = outcome;
  state.endedAtMs = Math.min(state.endedAtMs ?? receivedAtMs, receivedAtMs);
}

function takeColumns(state: OrderState, columns: OrderColumns, stamp: Stamp): void {
  const stampIndex = state.stamps.length;
  let isUsed = false;
  for (const [name, value] of entriesOf(columns)) {
    const winner = state.columns[name];
    const winnerStamp = winner === undefined ? undefined : state.stamps[winner[1]];
    const order = winner === undefined || winnerStamp === undefined ? 1 : compareStamps(stamp, winnerStamp);
    // Two statements of one datagram have one arrival: any fixed choice will do, as long as it is the same for both orders.
    if (order > 0 || (order === 0 && winner !== undefined && value > winner[0])) {
      state.columns[name] = [value, stampIndex];
      isUsed = true;
    }
  }
  if (isUsed) state.stamps.push(stamp);
}

export function compareStamps(one: Stamp, other: Stamp): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

function entriesOf(columns: OrderColumns): [OrderColumnName, string][] {
  const entries: [OrderColumnName, string][] = [];
  let name: OrderColumnName;
  for (name in columns) {
    const value = columns[name];
    if (value !== undefined) entries.push([name, value]);
  }
  return entries;
}

/** Drops stamps that no column refers to any more: an order's state stays as large as its columns, however many events it had. */
export function compactOrder(state: OrderState): OrderState {
  const used = new Map<number, number>();
  const stamps: Stamp[] = [];
  const columns: Partial<Record<OrderColumnName, ColumnState>> = {};
  let name: OrderColumnName;
  for (name in state.columns) {
    const column = state.columns[name];
    const stamp = column === undefined ? undefined : state.stamps[column[1]];
    if (column === undefined || stamp === undefined) continue;
    let index = used.get(column[1]);
    if (index === undefined) {
      index = stamps.push(stamp) - 1;
      used.set(column[1], index);
    }
    columns[name] = [column[0], index];
  }
  return { ...state, stamps, columns };
}
