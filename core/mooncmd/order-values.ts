import { parseAmount, parseDecimal } from './amount.ts';
import { readUnixSeconds } from './dates.ts';
import {
  ORDER_COLUMNS,
  type OrderColumnDefinition,
  type OrderColumnName,
  type OrderColumns,
} from './order-columns.ts';
import { cutText } from './text-cut.ts';

/** A literal of a statement: its text, and whether it was quoted. */
export interface SqlValue {
  readonly text: string;
  readonly isQuoted: boolean;
}

interface OrderColumn extends OrderColumnDefinition {
  readonly column: OrderColumnName;
}

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_INT32 = 2_147_483_647;
const NO_COLUMNS: readonly OrderColumn[] = [];

/** By the terminal's own spelling and in lower case: the first spares nearly every name its `toLowerCase`. */
const columnsByName = new Map<string, OrderColumn[]>();
for (const column of ORDER_COLUMNS) {
  for (const name of column.terminalNames) {
    for (const spelling of new Set([name, name.toLowerCase()])) {
      const columns = columnsByName.get(spelling);
      if (columns === undefined) columnsByName.set(spelling, [column]);
      else columns.push(column);
    }
  }
}

/** Sets what the terminal's column means; an unknown name or an unreadable value sets nothing, as in the panel (2.2). */
export function setOrderColumn(columns: OrderColumns, terminalName: string, value: SqlValue): void {
  const targets =
    columnsByName.get(terminalName) ?? columnsByName.get(terminalName.toLowerCase()) ?? NO_COLUMNS;
  for (const target of targets) {
    const text = toColumnText(target, value);
    if (text !== null) columns[target.column] = text;
  }
}

/** @returns decimal text without sign or leading zeros, or `null` unless it is an int64 above 0. */
export function readPositiveInt64(text: string): string | null {
  const whole = readWhole(text);
  return whole !== null && whole > 0n && whole <= MAX_INT64 ? whole.toString() : null;
}

function toColumnText(column: OrderColumnDefinition, value: SqlValue): string | null {
  const { text } = value;
  if (column.reads === 'unix-seconds') {
    const seconds = readUnixSeconds(text);
    return seconds === null ? null : String(seconds);
  }
  if (column.reads === 'name' && (text === '' || parseDecimal(text) !== null)) return null;
  switch (column.type) {
    case 'text':
      return cutText(text, column.maxLength ?? 200);
    case 'numeric':
      return value.isQuoted ? parseAmount(text) : parseDecimal(text);
    case 'integer':
      return readInteger(text);
    case 'bigint': {
      const whole = readWhole(text);
      return whole !== null && whole >= MIN_INT64 && whole <= MAX_INT64 ? whole.toString() : null;
    }
    case 'boolean':
      return readBoolean(text);
  }
}

function readInteger(text: string): string | null {
  if (/^\d{1,9}$/.test(text)) return String(Number(text));
  const whole = readWhole(text);
  return whole !== null && whole >= -MAX_INT32 && whole <= MAX_INT32 ? whole.toString() : null;
}

/** Also `3.0`, as Delphi prints a float that holds a whole number. */
function readWhole(text: string): bigint | null {
  const match = /^\s*([+-]?\d{1,40})(?:\.0*)?\s*$/.exec(text);
  return match?.[1] === undefined ? null : BigInt(match[1].replace('+', ''));
}

function readBoolean(text: string): string | null {
  const number = parseDecimal(text);
  if (number !== null) return /[1-9]/.test(number) ? 't' : 'f';
  const word = text.toLowerCase();
  if (word === 'true') return 't';
  return word === 'false' ? 'f' : null;
}
