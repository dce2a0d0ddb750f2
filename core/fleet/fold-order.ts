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
  /** Index of the winner's stamp, by column. */
  winners: Partial<Record<OrderColumnName, number>>;
  /** Values of the columns that others are derived from (`DERIVATION_INPUTS`); the rest is in the row alone. */
  inputs: OrderColumns;
  /** Values won since the state was read: what has to be written into the row. */
  changes: OrderColumns;
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

/** Columns that `orderRow` computes others from. */
export const DERIVATION_INPUTS: ReadonlySet<OrderColumnName> = new Set([
  'symbol',
  'strategy',
  'sell_reason',
  'channel_name',
  'comment',
  'fname',
  'base_currency',
  'base_currency_name',
  'spent_btc',
  'profit_btc',
  'gained_btc',
  'quantity',
  'buy_price',
  'buy_date',
  'close_date',
  'emulator',
  'deleted',
]);

/** An event as it came. */
export interface ArrivedEvent {
  readonly event: OrderEvent;
  readonly receivedAtMs: number;
  /** Place among the statements of one message. */
  readonly position: number;
  readonly botName: string | null;
}

/** Ordered: an order only moves to a higher one. */
export const ORDER_OUTCOMES = ['Open', 'Cancelled', 'Closed'] as const;
export type OrderOutcome = (typeof ORDER_OUTCOMES)[number];

/**
 * `[rank, command id, arrival in ms, position]`: rank 0 is an INSERT, 1 an UPDATE; an event without a command id is older than any with
 * one. No two events have the same: equal stamps are the same event again.
 */
export type Stamp = readonly [rank: 0 | 1, commandId: number, receivedAtMs: number, position: number];

/** 2020-01-01: terminals write smaller numbers into CloseDate when they mean "not closed". */
const EARLIEST_CLOSE_S = 1_577_836_800;

/** A terminal's clock may be ahead by this much. */
const CLOCK_TOLERANCE_S = 300;

const NO_COMMAND_ID = -1;

/** @returns a new state; `state` is not changed */
export function foldOrder(
  state: OrderState | undefined,
  { event, receivedAtMs, position, botName }: ArrivedEvent,
): OrderState {
  const next: OrderState =
    state === undefined
      ? emptyOrder(receivedAtMs)
      : {
          ...state,
          stamps: [...state.stamps],
          winners: { ...state.winners },
          inputs: { ...state.inputs },
          changes: { ...state.changes },
        };
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
    position,
  ]);
  return next;
}

export function emptyOrder(receivedAtMs: number): OrderState {
  return {
    stamps: [],
    winners: {},
    inputs: {},
    changes: {},
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
  const columns = { ...event.columns };
  delete columns.close_date;
  return columns;
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
  let name: OrderColumnName;
  for (name in columns) {
    const value = columns[name];
    if (value === undefined) continue;
    const winner = state.winners[name];
    const winnerStamp = winner === undefined ? undefined : state.stamps[winner];
    if (winnerStamp !== undefined && compareStamps(stamp, winnerStamp) <= 0) continue;
    state.winners[name] = stampIndex;
    state.changes[name] = value;
    if (DERIVATION_INPUTS.has(name)) state.inputs[name] = value;
    isUsed = true;
  }
  if (isUsed) state.stamps.push(stamp);
}

export function compareStamps(one: Stamp, other: Stamp): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2] || one[3] - other[3];
}
