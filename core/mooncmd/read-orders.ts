import { hasNul } from './text-cut.ts';
import { type JsonObject, parseJsonObjectExactly } from './json-object.ts';
import type { OrderColumns } from './order-columns.ts';
import { type OrderStatement, parseOrderSql } from './order-sql.ts';
import { readPositiveInt64 } from './order-values.ts';
import { describeUnreadable, type Unreadable, UnreadableError } from './unreadable.ts';

export interface OrderEvent {
  readonly action: 'insert' | 'update' | 'delete';
  /** Decimal int64 above 0. */
  readonly orderId: string;
  /** n of `[SQLCommand n]`: rises with each command of the terminal. A safe integer. */
  readonly commandId: number | null;
  readonly columns: OrderColumns;
}

export interface ReadOrders {
  readonly events: readonly OrderEvent[];
  /** Statements of the same message that could not be read. */
  readonly unreadable: readonly Unreadable[];
}

/** Reads SQL text; `envelopeId` is the `oid` of its envelope. @throws UnreadableError when not one event can be read */
export function readOrders(sql: string, envelopeId: string | null, from = 0): ReadOrders {
  if (hasNul(sql)) throw new UnreadableError('nul_character', 'the SQL text holds U+0000');
  const parsed = parseOrderSql(sql, from);
  const events: OrderEvent[] = [];
  const unreadable = [...parsed.unreadable];
  const inserts = parsed.statements.filter((statement) => statement.action === 'insert').length;
  const isSingle = parsed.statements.length === 1;
  for (const statement of parsed.statements) {
    try {
      const { action, commandId, columns } = statement;
      // The `oid` speaks of one order: of several statements only the one without an id of its own can be meant.
      const meansThis = isSingle || (action === 'insert' && inserts === 1);
      events.push({
        action,
        orderId: (meansThis ? envelopeId : null) ?? ownOrderId(statement),
        commandId,
        columns,
      });
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      unreadable.push(describeUnreadable(error.reason, error.message));
    }
  }
  const [first] = unreadable;
  if (events.length > 0) return { events, unreadable };
  if (first !== undefined) throw new UnreadableError(first.reason, first.detail);
  throw new UnreadableError('field_missing', 'the SQL text is empty');
}

/**
 * @param text the JSON that `envelope` was parsed from
 * @returns `oid` as decimal text; `null` when it is absent or not above 0, and the statement has to tell
 * @throws UnreadableError when it is no integer or no int64
 */
export function readEnvelopeOrderId(envelope: JsonObject, text: string): string | null {
  let { oid } = envelope;
  if (oid === undefined || oid === null || oid === '') return null;
  // Past 2^53 the double has lost digits.
  if (typeof oid === 'number' && !Number.isSafeInteger(oid)) oid = parseJsonObjectExactly(text)?.oid;
  const digits = typeof oid === 'number' || typeof oid === 'string' ? String(oid).trim() : '';
  if (!/^-?\d+$/.test(digits)) throw new UnreadableError('field_malformed', 'oid is no integer');
  if (/^(?:-\d+|0+)$/.test(digits)) return null;
  const orderId = readPositiveInt64(digits);
  if (orderId === null) throw new UnreadableError('order_id_out_of_range', 'oid is more than an int64');
  return orderId;
}

/** The rule of the panel (2.3): TaskID above 0, else the command's number, else the digits of exOrderID. */
function ownOrderId(statement: OrderStatement): string {
  if (statement.targetId !== null) return statement.targetId;
  const taskId = statement.columns.task_id;
  if (taskId !== undefined && readPositiveInt64(taskId) !== null) return taskId;
  if (statement.commandId !== null && statement.commandId > 0) return String(statement.commandId);
  const digits = statement.columns.ex_order_id?.replace(/\D/g, '').replace(/^0+/, '') ?? '';
  if (digits === '') throw new UnreadableError('order_id_missing', 'the insert tells no id of its order');
  const orderId = readPositiveInt64(digits);
  if (orderId === null)
    throw new UnreadableError('order_id_out_of_range', 'the digits of exOrderID are more than an int64');
  return orderId;
}
