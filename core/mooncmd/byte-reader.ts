import { UnreadableError } from './unreadable.ts';

/** Reads little-endian values one after the other; past the end it throws `UnreadableError`, not `RangeError`. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  readUInt8(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  readUInt16(): number {
    return this.#bytes.readUInt16LE(this.#take(2));
  }

  readInt32(): number {
    return this.#bytes.readInt32LE(this.#take(4));
  }

  readDouble(): number {
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  /** A view, not a copy. */
  readBytes(length: number): Buffer {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /**
   * Reads an i32 count of items of `itemBytes` each. A negative one is an empty list, as in the panel.
   * @throws UnreadableError `forged_count` when the bytes left cannot hold them
   */
  readCount(itemBytes: number): number {
    const count = this.readInt32();
    if (count <= 0) return 0;
    if (count * itemBytes > this.#bytes.length - this.#at) {
      throw new UnreadableError(
        'forged_count',
        `${count} items of ${itemBytes} bytes in ${this.#bytes.length - this.#at} bytes`,
      );
    }
    return count;
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) {
      throw new UnreadableError('chart_cut', `${at + length - this.#bytes.length} bytes are missing`);
    }
    this.#at = at + length;
    return at;
  }
}
