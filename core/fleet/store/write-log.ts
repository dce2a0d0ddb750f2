import { DATAGRAM_KINDS, type DatagramKind } from '../../contracts/datagram-kinds.ts';
import { copyBinary, CopyBinaryWriter } from '../../database/copy-binary.ts';
import type { Session } from '../../database/pool.ts';
import type { Storable } from './storable.ts';

const COLUMNS = ['received_at', 'terminal_id', 'kind', 'payload'] as const;

const kindBytes = new Map<DatagramKind, Buffer>(DATAGRAM_KINDS.map((kind) => [kind, Buffer.from(kind)]));

/**
 * Writes one row a message into `datagram_log` by COPY, of the kinds that the stage logs.
 * @returns rows written
 */
export async function writeLog(
  session: Session,
  records: readonly Storable[],
  loggedKinds: ReadonlySet<DatagramKind>,
): Promise<number> {
  const logged = records.filter(({ record }) => record.kind !== 'liveness' && loggedKinds.has(record.kind));
  if (logged.length === 0) return 0;
  // By terminal: neighbours in the heap are then read together, and the index is filled page by page.
  logged.sort(
    (one, other) =>
      one.record.terminalId - other.record.terminalId || one.record.receivedAtMs - other.record.receivedAtMs,
  );
  const writer = new CopyBinaryWriter(
    logged.reduce((sum, { record }) => sum + record.payload.length + 64, 64),
  );
  for (const one of logged) {
    writer.startRow(COLUMNS.length);
    writer.timestamp(one.record.receivedAtMs);
    writer.bigint(one.record.terminalId);
    writer.bytes(kindBytes.get(one.record.kind) ?? Buffer.from(one.record.kind));
    writer.bytes(loggedPayload(one));
  }
  await copyBinary(session, 'datagram_log', COLUMNS, writer.finish());
  return logged.length;
}

/** A chart's bytes are kept once, in `charts`: the log says which one it was. */
function loggedPayload({ record, message }: Storable): Buffer {
  if (message.type !== 'chart') return record.payload;
  return Buffer.from(
    JSON.stringify({
      cmd: 'chart',
      oid: message.orderId,
      bytes: message.bytes.length,
      market: message.chart.marketName,
    }),
  );
}
