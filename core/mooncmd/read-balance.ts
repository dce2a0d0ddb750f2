import { parseAmount } from './amount.ts';
import { type JsonObject, isJsonObject } from './json-object.ts';
import { UnreadableError } from './unreadable.ts';

/** Amounts are PostgreSQL numeric text; `null` is what the terminal did not say or nobody can read. */
export interface BalanceFields {
  readonly available: string | null;
  readonly total: string | null;
  readonly isRunning: boolean | null;
  /** Without the dot: 756 is 7.56. */
  readonly version: number | null;
}

const LABELS = /(?<![\p{L}\p{N}])([ATSV]):/gu;
const MAX_TEXT_CHARS = 512;
const MAX_LISTED_AMOUNT_CHARS = 64;

/**
 * Reads a balance in its three shapes (MoonCMD 1.3): `data` an object, `data` a text `A:812.50$,T:1030.25$`, or the fields at the
 * top level.
 * @param envelope numbers may have been left as text, to keep their digits
 * @throws UnreadableError `balance_missing` when neither amount can be read
 */
export function readBalanceFields(envelope: JsonObject): BalanceFields {
  const { data } = envelope;
  const fields = isJsonObject(data) ? data : typeof data === 'string' ? splitLabels(data) : envelope;
  const balance = {
    available: readAmount(fields.A),
    total: readAmount(fields.T),
    isRunning: readFlag(fields.S),
    version: readVersion(fields.V),
  };
  if (balance.available === null && balance.total === null) {
    throw new UnreadableError('balance_missing', 'neither A nor T can be read');
  }
  return balance;
}

/**
 * Reads the amounts of a reply to `lst`: `Open Sell Orders: 1 ... Available: 812.50$  Total: 1030.25$`.
 * @returns `null` when the text is no such reply or tells no amount
 */
export function readListedBalance(text: string): BalanceFields | null {
  if (!text.includes('Open Sell Orders:') && !text.includes('Open Buy Orders:')) return null;
  const available = readListedAmount(text, 'Available:');
  const total = readListedAmount(text, 'Total:');
  return available === null && total === null ? null : { available, total, isRunning: null, version: null };
}

/** `A:812.50$,T:1030.25$` or with spaces. An amount may hold both separators, so it ends only where the next label begins. */
function splitLabels(text: string): JsonObject {
  const labels = [...text.slice(0, MAX_TEXT_CHARS).matchAll(LABELS)];
  const fields: Record<string, string> = {};
  for (const [index, label] of labels.entries()) {
    const name = label[1];
    const end = labels[index + 1]?.index ?? Math.min(text.length, MAX_TEXT_CHARS);
    if (name !== undefined)
      fields[name] ??= text.slice(label.index + label[0].length, end).replace(/[\s,;]+$/, '');
  }
  return fields;
}

function readListedAmount(text: string, label: string): string | null {
  const at = text.indexOf(label);
  if (at < 0) return null;
  const from = at + label.length;
  // Bounded before any expression sees it: the text may be long, and the sender's.
  const field = text.slice(from, from + MAX_LISTED_AMOUNT_CHARS).trimStart();
  const end = field.search(/\r|\n| {2}|\t|\s[A-Z][a-z]+:/);
  return parseAmount(end < 0 ? field.trimEnd() : field.slice(0, end).trimEnd());
}

function readAmount(value: unknown): string | null {
  if (typeof value === 'string') return parseAmount(value);
  return typeof value === 'number' ? parseAmount(String(value)) : null;
}

function readFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).toLowerCase() : '';
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : null;
}

function readVersion(value: unknown): number | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
