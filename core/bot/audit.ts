import * as z from 'zod';
import type { Database, Queryable } from '../database/pool.ts';
import type { AuditPort } from './audit-port.ts';

/** A privileged act: who, when, whence, what, on what, with which result. */
export interface AuditRow {
  /** Telegram's id; `undefined`: the system itself. */
  readonly actorId: number | undefined;
  readonly source: 'telegram' | 'api' | 'system';
  /** Chat or network address. */
  readonly address: string | undefined;
  /** Such as `terminal.add`. */
  readonly action: string;
  readonly fleetId?: string | undefined;
  /** No secrets, no texts of messages. */
  readonly subject?: Readonly<Record<string, unknown>> | undefined;
  readonly outcome: 'done' | 'refused' | 'failed';
}

/** @param database a pool, or the session of the act's own transaction */
export async function writeAudit(database: Queryable, row: AuditRow): Promise<void> {
  await database.query(
    `insert into audit (actor_id, source, address, action, fleet_id, subject, outcome)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      row.actorId ?? null,
      row.source,
      row.address ?? null,
      row.action,
      row.fleetId ?? null,
      JSON.stringify(row.subject ?? {}),
      row.outcome,
    ],
  );
}

/** Acts in a chat become rows of the audit. */
export function createAuditPort(openDatabase: () => Promise<Database>): AuditPort {
  return {
    async write({ actorId, chatId, bot, action, fleetId, subject, outcome }) {
      await writeAudit(await openDatabase(), {
        actorId,
        source: 'telegram',
        address: `${bot} ${chatId}`,
        action,
        fleetId,
        subject,
        outcome,
      });
    },
  };
}

export interface AuditEntry {
  readonly id: string;
  readonly occurredAt: Date;
  readonly actorId: number | undefined;
  readonly source: string;
  readonly address: string | undefined;
  readonly action: string;
  readonly subject: Readonly<Record<string, unknown>>;
  readonly outcome: string;
}

const entryRows = z.array(
  z
    .object({
      id: z.string(),
      occurred_at: z.date(),
      actor_id: z.coerce.number().int().nullable(),
      source: z.string(),
      address: z.string().nullable(),
      action: z.string(),
      subject: z.record(z.string(), z.unknown()),
      outcome: z.string(),
    })
    .transform(({ id, occurred_at, actor_id, source, address, action, subject, outcome }): AuditEntry => ({
      id,
      occurredAt: occurred_at,
      actorId: actor_id ?? undefined,
      source,
      address: address ?? undefined,
      action,
      subject,
      outcome,
    })),
);

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** `before` of the next page. */
  readonly next: string | undefined;
}

/**
 * Newest first: of one person, of one fleet, or (for admins) of everybody.
 * @param before id of the last entry of the page before
 */
export async function listAudit(
  database: Database,
  {
    actorId,
    fleetId,
    before,
    limit,
  }: {
    readonly actorId?: number | undefined;
    readonly fleetId?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
): Promise<AuditPage> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select id, occurred_at, actor_id, source, address, action, subject, outcome from audit
     where ($1::bigint is null or actor_id = $1) and ($2::bigint is null or fleet_id = $2)
       and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [actorId ?? null, fleetId ?? null, before ?? null, limit + 1],
  );
  const entries = entryRows.parse(rows);
  const page = entries.slice(0, limit);
  return { entries: page, next: entries.length > limit ? page.at(-1)?.id : undefined };
}
