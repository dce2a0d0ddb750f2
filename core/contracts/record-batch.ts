import { DATAGRAM_KIND_CODES, type DatagramKind, datagramKindOfCode } from './datagram-kinds.ts';

/**
 * A record batch is the unit between the ingest task and `store-batch`: up to 1,000 records in one SQS message.
 *
 * Frame, version 1, little-endian:
 *
 * ```
 * u8 0x54 ('T'), u8 version, u16 length of the batch id, batch id (UTF-8), f64 created at (ms of the epoch), u32 record count
 * per record: u8 kind code, f64 terminal id, f64 received at (ms of the epoch, fraction = microseconds), u32 length, bytes
 * ```
 *
 * The SQS body is `base64(zstd(frame))`: SQS takes text only. A frame is binary rather than JSON because most records are
 * JSON themselves: escaping and unescaping them cost more than everything else in the batch.
 */
export const RECORD_BATCH_VERSION = 1;

/** Caps that both sides hold to; a frame outside of them is refused whole. */
export const RECORD_BATCH_LIMITS = Object.freeze({
  maxRecords: 1_000,
  /** Soft size of a frame: a batch is closed when the next record would pass it. A single larger record travels alone. */
  targetBytes: 256 * 1024,
  /** Hard size of a frame after decompression. */
  maxFrameBytes: 8 * 1024 * 1024,
  maxBatchIdBytes: 128,
});

const MAGIC = 0x54;
const RECORD_HEADER_BYTES = 1 + 8 + 8 + 4;

export interface BatchRecord {
  readonly kind: DatagramKind;
  readonly terminalId: number;
  /** Milliseconds of the epoch with a fraction down to microseconds; unique per task, so it orders what it received. */
  readonly receivedAtMs: number;
  /** For `chart`: i32 LE order id, then the chart's bytes. Otherwise UTF-8 text. */
  readonly payload: Buffer;
}

export interface RecordBatch {
  /** Task epoch and counter: the same for every delivery of the batch. */
  readonly batchId: string;
  readonly createdAtMs: number;
  readonly records: readonly BatchRecord[];
}

export class RecordBatchMalformedError extends Error {
  override readonly name = 'RecordBatchMalformedError';
}

/** Bytes that a record takes in a frame. */
export function recordFrameBytes(payloadBytes: number): number {
  return RECORD_HEADER_BYTES + payloadBytes;
}

/** Collects records into a frame without an intermediate object per record: the decode workers' hot path. */
export class RecordBatchWriter {
  #buffer: Buffer;
  #bytes = 0;
  #records = 0;

  constructor(initialBytes: number = RECORD_BATCH_LIMITS.targetBytes + 64 * 1024) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  get records(): number {
    return this.#records;
  }

  /** Whether the next record has to go into the next batch. */
  isFullFor(payloadBytes: number): boolean {
    return (
      this.#records >= RECORD_BATCH_LIMITS.maxRecords ||
      (this.#records > 0 && this.#bytes + recordFrameBytes(payloadBytes) > RECORD_BATCH_LIMITS.targetBytes)
    );
  }

  append(kind: DatagramKind, terminalId: number, receivedAtMs: number, payload: Uint8Array): void {
    const end = this.#bytes + recordFrameBytes(payload.length);
    if (end > this.#buffer.length) this.#grow(end);
    let at = this.#buffer.writeUInt8(DATAGRAM_KIND_CODES[kind], this.#bytes);
    at = this.#buffer.writeDoubleLE(terminalId, at);
    at = this.#buffer.writeDoubleLE(receivedAtMs, at);
    at = this.#buffer.writeUInt32LE(payload.length, at);
    this.#buffer.set(payload, at);
    this.#bytes = end;
    this.#records += 1;
  }

  /** Returns the frame and starts the next one. */
  take(batchId: string, createdAtMs: number): Buffer {
    const id = Buffer.from(batchId, 'utf8');
    if (id.length > RECORD_BATCH_LIMITS.maxBatchIdBytes)
      throw new RecordBatchMalformedError('batch id is too long');
    const header = Buffer.allocUnsafe(4 + id.length + 12);
    header.writeUInt8(MAGIC, 0);
    header.writeUInt8(RECORD_BATCH_VERSION, 1);
    header.writeUInt16LE(id.length, 2);
    id.copy(header, 4);
    header.writeDoubleLE(createdAtMs, 4 + id.length);
    header.writeUInt32LE(this.#records, 12 + id.length);
    const frame = Buffer.concat([header, this.#buffer.subarray(0, this.#bytes)]);
    this.#bytes = 0;
    this.#records = 0;
    return frame;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
  }
}

/**
 * Reads a frame. Payloads are views into `frame`, not copies.
 * @throws RecordBatchMalformedError when the frame is cut, of another version, or outside its limits.
 */
export function readRecordBatch(frame: Buffer): RecordBatch {
  if (frame.length > RECORD_BATCH_LIMITS.maxFrameBytes)
    throw new RecordBatchMalformedError('frame is too large');
  if (frame.length < 16) throw new RecordBatchMalformedError('frame is cut');
  if (frame.readUInt8(0) !== MAGIC) throw new RecordBatchMalformedError('not a record batch');
  const version = frame.readUInt8(1);
  if (version !== RECORD_BATCH_VERSION) throw new RecordBatchMalformedError(`version ${version} is unknown`);
  const idBytes = frame.readUInt16LE(2);
  if (idBytes === 0 || idBytes > RECORD_BATCH_LIMITS.maxBatchIdBytes || frame.length < 16 + idBytes) {
    throw new RecordBatchMalformedError('batch id is malformed');
  }
  const batchId = frame.toString('utf8', 4, 4 + idBytes);
  const createdAtMs = readFinite(frame, 4 + idBytes);
  const count = frame.readUInt32LE(12 + idBytes);
  if (count > RECORD_BATCH_LIMITS.maxRecords)
    throw new RecordBatchMalformedError(`${count} records are too many`);

  const records: BatchRecord[] = [];
  let at = 16 + idBytes;
  for (let index = 0; index < count; index += 1) {
    if (at + RECORD_HEADER_BYTES > frame.length) throw new RecordBatchMalformedError('frame is cut');
    const code = frame.readUInt8(at);
    const kind = datagramKindOfCode(code);
    if (kind === undefined) throw new RecordBatchMalformedError(`kind ${code} is unknown`);
    const terminalId = frame.readDoubleLE(at + 1);
    if (!Number.isSafeInteger(terminalId) || terminalId < 0)
      throw new RecordBatchMalformedError('terminal id is malformed');
    const receivedAtMs = readFinite(frame, at + 9);
    const length = frame.readUInt32LE(at + 17);
    at += RECORD_HEADER_BYTES;
    if (at + length > frame.length) throw new RecordBatchMalformedError('frame is cut');
    records.push({ kind, terminalId, receivedAtMs, payload: frame.subarray(at, at + length) });
    at += length;
  }
  if (at !== frame.length) throw new RecordBatchMalformedError('frame has bytes after its last record');
  return { batchId, createdAtMs, records };
}

function readFinite(frame: Buffer, at: number): number {
  const value = frame.readDoubleLE(at);
  // Dates of year 1 to 9999: what PostgreSQL and people can read.
  if (!Number.isFinite(value) || value < 0 || value > 253_402_300_799_000)
    throw new RecordBatchMalformedError('time is malformed');
  return value;
}
