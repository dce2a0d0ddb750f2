import { MOONCMD_LIMITS } from './limits.ts';
import { cutText } from './text-cut.ts';

/** Why a message that was accepted holds nothing that can be stored as data. */
export const UNREADABLE_REASONS = Object.freeze([
  'malformed_json',
  'field_missing',
  'field_malformed',
  'balance_missing',
  /** Holds U+0000, which PostgreSQL cannot store as text. */
  'nul_character',
  'too_many',
  'sql_malformed',
  /** Neither an insert, an update nor a delete of Orders. */
  'statement_unknown',
  'column_count_mismatch',
  'order_id_missing',
  /** More than an int64. */
  'order_id_out_of_range',
  'command_id_out_of_range',
  'chart_cut',
  /** A chart tells more items than it has bytes for. */
  'forged_count',
] as const);

export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

export interface Unreadable {
  readonly reason: UnreadableReason;
  /** For a person; at most 200 characters, storable. */
  readonly detail: string;
}

/** Thrown inside the readers only: `readMessage` turns it into its result. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

export function describeUnreadable(reason: UnreadableReason, detail: string): Unreadable {
  const storable = detail.replaceAll('\0', '\ufffd').toWellFormed();
  return { reason, detail: cutText(storable, MOONCMD_LIMITS.maxDetailChars) };
}
