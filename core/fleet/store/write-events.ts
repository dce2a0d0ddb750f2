import { createHash } from 'node:crypto';
import type { Session } from '../../database/pool.ts';
import type { DeadLetter, Storable } from './storable.ts';

/** Packs this much older than pack 1 belong to an earlier listing: a listing takes seconds. */
const LISTING_MS = 60_000;

type MessageOf<T extends Storable['message']['type']> = Extract<Storable['message'], { type: T }>;

function ofType<T extends Storable['message']['type']>(
  records: readonly Storable[],
  type: T,
): { record: Storable['record']; message: MessageOf<T> }[] {
  return records.flatMap(({ record, message }) => (isOfType(message, type) ? [{ record, message }] : []));
}

function isOfType<T extends Storable['message']['type']>(
  message: Storable['message'],
  type: T,
): message is MessageOf<T> {
  return message.type === type;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}

/** The newest text of each pack; pack 1 begins a listing, and the packs of an older, longer one go. */
export async function writeStrategies(session: Session, records: readonly Storable[]): Promise<void> {
  const packs = ofType(records, 'strategies').sort(
    (one, other) =>
      one.record.terminalId - other.record.terminalId ||
      one.message.packNumber - other.message.packNumber ||
      one.record.receivedAtMs - other.record.receivedAtMs,
  );
  for (const { record, message } of packs) {
    const receivedAt = time(record.receivedAtMs);
    await session.query(
      `insert into strategies (terminal_id, pack_number, bot_name, data, received_at) values ($1, $2, $3, $4, $5)
       on conflict (terminal_id, pack_number) do update
         set bot_name = excluded.bot_name, data = excluded.data, received_at = excluded.received_at
         where strategies.received_at <= excluded.received_at`,
      [record.terminalId, message.packNumber, message.botName, message.text, receivedAt],
    );
    if (message.packNumber === 1) {
      await session.query('delete from strategies where terminal_id = $1 and received_at < $2', [
        record.terminalId,
        time(record.receivedAtMs - LISTING_MS),
      ]);
    }
  }
}

/** Every line is kept. */
export async function writeErrors(session: Session, records: readonly Storable[]): Promise<void> {
  const rows = ofType(records, 'errors').flatMap(({ record, message }) =>
    message.errors.map((error) => ({ record, message, error })),
  );
  if (rows.length === 0) return;
  await session.query({
    name: 'write-errors',
    text: `insert into api_errors (terminal_id, bot_name, error_text, error_time, symbol, error_code, received_at)
      select * from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::integer[], $7::timestamptz[])`,
    values: [
      rows.map(({ record }) => record.terminalId),
      rows.map(({ message }) => message.botName),
      rows.map(({ error }) => error.text),
      rows.map(({ error }) => (error.occurredAtMs === null ? null : time(error.occurredAtMs))),
      rows.map(({ error }) => error.symbol),
      rows.map(({ error }) => error.code),
      rows.map(({ record }) => time(record.receivedAtMs)),
    ],
  });
}

/** A chart's bytes are kept once: the same bytes for the same order are the same chart. */
export async function writeCharts(session: Session, records: readonly Storable[]): Promise<void> {
  for (const { record, message } of ofType(records, 'chart')) {
    const { chart, bytes, orderId } = message;
    await session.query(
      `insert into charts (terminal_id, order_id, market_name, market_currency, pump_channel, starts_at, ends_at, session_profit,
         bytes, bytes_sha256, received_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
      [
        record.terminalId,
        orderId,
        chart.marketName,
        chart.marketCurrency,
        chart.pumpChannel,
        chart.startAtMs === null ? null : time(chart.startAtMs),
        chart.endAtMs === null ? null : time(chart.endAtMs),
        chart.sessionProfit,
        bytes,
        createHash('sha256').update(bytes).digest(),
        time(record.receivedAtMs),
      ],
    );
  }
}

/** Keeps the newest state, and an event when the state is another than before: a task that starts anew repeats what is known. */
export async function writeLiveness(session: Session, records: readonly Storable[]): Promise<void> {
  const changes = ofType(records, 'liveness').sort(
    (one, other) => one.record.receivedAtMs - other.record.receivedAtMs,
  );
  for (const round of roundsByTerminal(changes)) {
    await session.query({
      name: 'write-liveness',
      text: `with changed as (
          insert into terminal_status (terminal_id, is_online, changed_at)
          select * from unnest($1::bigint[], $2::boolean[], $3::timestamptz[]) as r (terminal_id, is_online, changed_at) order by 1
          on conflict (terminal_id) do update set is_online = excluded.is_online, changed_at = excluded.changed_at
            where terminal_status.is_online <> excluded.is_online and terminal_status.changed_at < excluded.changed_at
          returning terminal_id, is_online, changed_at)
        insert into terminal_events (terminal_id, occurred_at, event)
        select terminal_id, changed_at, case when is_online then 'online' else 'offline' end from changed on conflict do nothing`,
      values: [
        round.map(({ record }) => record.terminalId),
        round.map(({ message }) => message.isOnline),
        round.map(({ record }) => time(record.receivedAtMs)),
      ],
    });
  }
}

/** One statement may touch a row once: the first change of every terminal goes into the first round, the second into the second. */
function roundsByTerminal<T extends { readonly record: Storable['record'] }>(changes: readonly T[]): T[][] {
  const seen = new Map<number, number>();
  const rounds: T[][] = [];
  for (const change of changes) {
    const round = seen.get(change.record.terminalId) ?? 0;
    seen.set(change.record.terminalId, round + 1);
    (rounds[round] ??= []).push(change);
  }
  return rounds;
}

export async function writeDeadLetters(session: Session, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  await session.query({
    name: 'write-dead-letters',
    text: `insert into dead_letters (terminal_id, received_at, kind, reason, detail, payload, batch_id)
      select * from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[])`,
    values: [
      letters.map(({ record }) => record.terminalId),
      letters.map(({ record }) => time(record.receivedAtMs)),
      letters.map(({ record }) => record.kind),
      letters.map(({ reason }) => reason),
      letters.map(({ detail }) => detail),
      letters.map(({ record }) => record.payload),
      letters.map(({ batchId }) => batchId),
    ],
  });
}
