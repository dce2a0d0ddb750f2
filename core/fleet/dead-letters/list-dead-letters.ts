import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';

export interface DeadLetterQuery {
  readonly reason?: string | undefined;
  readonly terminalId?: number | undefined;
  /** Letters with an id below this: the last one of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** A terminal's words are shown up to here. */
const PREVIEW_BYTES = 500;

const rowSchema = z.object({
  id: z.string(),
  terminal_id: z.coerce.number().int(),
  terminal_name: z.string().nullable(),
  kind: z.string(),
  reason: z.string(),
  detail: z.string(),
  received_at: z.date(),
  stored_at: z.date(),
  bytes: z.number(),
  head: z.instanceof(Buffer),
});

export interface ListedDeadLetter {
  readonly id: string;
  readonly terminalId: number;
  /** Null: it was removed for good. */
  readonly terminalName: string | null;
  readonly kind: string;
  readonly reason: string;
  readonly detail: string;
  readonly receivedAt: Date;
  readonly deadSince: Date;
  readonly bytes: number;
  /** The beginning as text; null when it is none, such as a chart. */
  readonly preview: string | null;
}

export interface DeadLetterPage {
  readonly letters: readonly ListedDeadLetter[];
  readonly hasMore: boolean;
}

/** Of all fleets, newest first: for administrators only. */
export async function listDeadLetters(
  database: Queryable,
  { reason, terminalId, before, limit }: DeadLetterQuery,
): Promise<DeadLetterPage> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select d.id::text, d.terminal_id::text, t.name as terminal_name, d.kind, d.reason, d.detail, d.received_at, d.stored_at,
            octet_length(d.payload) as bytes, substr(d.payload, 1, ${PREVIEW_BYTES}) as head
       from dead_letters d left join terminals t on t.id = d.terminal_id
      where ($1::text is null or d.reason = $1) and ($2::bigint is null or d.terminal_id = $2)
        and ($3::bigint is null or d.id < $3)
      order by d.id desc limit $4`,
    [reason ?? null, terminalId ?? null, before ?? null, limit + 1],
  );
  const letters = z
    .array(rowSchema)
    .parse(rows)
    .map((row): ListedDeadLetter => ({
      id: row.id,
      terminalId: row.terminal_id,
      terminalName: row.terminal_name,
      kind: row.kind,
      reason: row.reason,
      detail: row.detail,
      receivedAt: row.received_at,
      deadSince: row.stored_at,
      bytes: row.bytes,
      preview: row.kind === 'chart' ? null : previewOf(row.head),
    }));
  return { letters: letters.slice(0, limit), hasMore: letters.length > limit };
}

const countsSchema = z.array(z.object({ reason: z.string(), letters: z.number() }).readonly());

/** How many there are of each reason, most first. */
export async function countReasons(
  database: Queryable,
): Promise<readonly { readonly reason: string; readonly letters: number }[]> {
  const { rows } = await database.query<Record<string, unknown>>(
    'select reason, count(*)::int as letters from dead_letters group by reason order by 2 desc, 1 limit 200',
  );
  return countsSchema.parse(rows);
}

/** Bytes that a terminal sent are nobody's text: what is not printable is shown as a dot, a character that was cut is left out. */
function previewOf(head: Buffer): string | null {
  const text = new TextDecoder().decode(head, { stream: true });
  const odd = text.split('\uFFFD').length - 1;
  if (odd > text.length / 10) return null;
  return text.replace(/[\p{Cc}\p{Cf}\uFFFD]/gu, '·');
}
