import type { BatchRecord } from '../../contracts/record-batch.ts';
import { readMessage, type ReadMessage } from '../../mooncmd/read-message.ts';

/** A record and what it says. */
export interface Storable {
  readonly batchId: string;
  readonly record: BatchRecord;
  readonly message: Exclude<ReadMessage, { type: 'unreadable' }> | LivenessMessage;
}

export interface LivenessMessage {
  readonly type: 'liveness';
  readonly isOnline: boolean;
}

/** A record that cannot be stored, with the reason; its bytes are kept. */
export interface DeadLetter {
  readonly batchId: string;
  readonly record: BatchRecord;
  readonly reason: string;
  readonly detail: string;
}

export interface Interpretation {
  readonly storable: Storable[];
  readonly deadLetters: DeadLetter[];
}

/** Reads the records of a batch: each becomes either something to store or a dead letter, and none hurts its neighbours. */
export function interpretRecords(batchId: string, records: readonly BatchRecord[]): Interpretation {
  const storable: Storable[] = [];
  const deadLetters: DeadLetter[] = [];
  for (const record of records) {
    const message =
      record.kind === 'liveness'
        ? readLiveness(record)
        : readMessage(record.kind, record.payload, record.receivedAtMs);
    if (message.type === 'unreadable')
      deadLetters.push({ batchId, record, reason: message.reason, detail: message.detail });
    else storable.push({ batchId, record, message });
    // A statement that cannot be read among others that can: the record is stored, and what it lost is told.
    if (message.type === 'orders' && message.unreadable[0] !== undefined)
      deadLetters.push({
        batchId,
        record,
        reason: message.unreadable[0].reason,
        detail: message.unreadable[0].detail,
      });
  }
  return { storable, deadLetters };
}

function readLiveness(
  record: BatchRecord,
): LivenessMessage | { type: 'unreadable'; reason: string; detail: string } {
  try {
    const json: unknown = JSON.parse(record.payload.toString('utf8'));
    if (
      typeof json === 'object' &&
      json !== null &&
      'isOnline' in json &&
      typeof json.isOnline === 'boolean'
    ) {
      return { type: 'liveness', isOnline: json.isOnline };
    }
  } catch {
    // Not JSON: the same answer as for other JSON.
  }
  return { type: 'unreadable', reason: 'malformed_liveness', detail: 'expected {"isOnline":boolean}' };
}
