import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * Rows in PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary Format"), written straight into one buffer.
 * Binary, because payloads then go in as they are: the text format would have each of them searched for characters to escape
 * here and to unescape there.
 */
export class CopyBinaryWriter {
  #buffer: Buffer;
  #bytes = SIGNATURE.length;
  #rows = 0;

  constructor(initialBytes = 1024 * 1024) {
    this.#buffer = Buffer.allocUnsafe(Math.max(initialBytes, 64));
    SIGNATURE.copy(this.#buffer);
  }

  get rows(): number {
    return this.#rows;
  }

  startRow(columns: number): void {
    this.#reserve(2);
    this.#bytes = this.#buffer.writeInt16BE(columns, this.#bytes);
    this.#rows += 1;
  }

  /** A timestamptz from milliseconds of the epoch, to the microsecond. */
  timestamp(ms: number): void {
    // PostgreSQL counts microseconds from 2000-01-01; the sum stays far below 2^53 in this century.
    this.#int64(Math.round((ms - POSTGRES_EPOCH_MS) * 1000));
  }

  /** A bigint column, from a safe integer. */
  bigint(value: number): void {
    this.#int64(value);
  }

  /** A text or bytea column: its bytes. */
  bytes(value: Uint8Array): void {
    this.#reserve(4 + value.length);
    const at = this.#buffer.writeInt32BE(value.length, this.#bytes);
    this.#buffer.set(value, at);
    this.#bytes = at + value.length;
  }

  null(): void {
    this.#reserve(4);
    this.#bytes = this.#buffer.writeInt32BE(-1, this.#bytes);
  }

  /** The whole stream: header, rows, trailer. The writer is used up. */
  finish(): Buffer {
    this.#reserve(2);
    this.#bytes = this.#buffer.writeInt16BE(-1, this.#bytes);
    return this.#buffer.subarray(0, this.#bytes);
  }

  #int64(value: number): void {
    this.#reserve(12);
    const at = this.#buffer.writeInt32BE(8, this.#bytes);
    // Two halves instead of a BigInt: this runs twice a record.
    const high = Math.floor(value / 0x1_0000_0000);
    this.#buffer.writeInt32BE(high, at);
    this.#buffer.writeUInt32BE(value - high * 0x1_0000_0000, at + 4);
    this.#bytes = at + 8;
  }

  #reserve(bytes: number): void {
    const needed = this.#bytes + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
  }
}

const SIGNATURE = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/** Runs `COPY table (columns) FROM STDIN (FORMAT BINARY)` with a stream made by a `CopyBinaryWriter`. */
export async function copyBinary(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  rows: Buffer,
): Promise<void> {
  const copy: Writable = client.query(
    copyFrom(`copy ${table} (${columns.join(', ')}) from stdin (format binary)`),
  );
  copy.end(rows);
  await finished(copy);
}
