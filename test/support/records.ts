import type { DatagramKind } from '../../core/contracts/datagram-kinds.ts';
import type { BatchRecord, RecordBatch } from '../../core/contracts/record-batch.ts';

export const T0 = Date.UTC(2026, 10, 21, 9, 0, 0);

/** A record as a decode worker makes it. */
export function record(
  kind: DatagramKind,
  payload: object | string,
  overrides: Partial<BatchRecord> = {},
): BatchRecord {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { kind, terminalId: 1, receivedAtMs: T0, payload: Buffer.from(text), ...overrides };
}

export function balance(terminalId: number, available: number, receivedAtMs: number = T0): BatchRecord {
  const data = { A: available, T: available + 100, S: true, V: 756 };
  return record('acc', { cmd: 'acc', bot: `bot-${terminalId}`, data }, { terminalId, receivedAtMs });
}

export function orderSql(
  terminalId: number,
  oid: number,
  sql: string,
  receivedAtMs: number = T0,
): BatchRecord {
  return record('order', { cmd: 'order', bot: `bot-${terminalId}`, oid, sql }, { terminalId, receivedAtMs });
}

export function batch(batchId: string, records: readonly BatchRecord[]): RecordBatch {
  return { batchId, createdAtMs: T0, records };
}
