/**
 * A slab carries datagrams from the socket's thread to a decode worker: one buffer whose ownership moves, instead of a message
 * per datagram. Layout per datagram: `f64 terminal id, f64 received at (ms), u32 length, bytes`.
 */
export const SLAB_BYTES = 256 * 1024;

const HEADER_BYTES = 20;

export class SlabWriter {
  readonly #buffer: Buffer;
  #bytes = 0;
  #datagrams = 0;

  constructor(buffer: ArrayBuffer) {
    this.#buffer = Buffer.from(buffer);
  }

  get datagrams(): number {
    return this.#datagrams;
  }

  get bytes(): number {
    return this.#bytes;
  }

  hasRoomFor(datagramBytes: number): boolean {
    return this.#bytes + HEADER_BYTES + datagramBytes <= this.#buffer.length;
  }

  /** @returns bytes that the datagram took */
  append(terminalId: number, receivedAtMs: number, datagram: Uint8Array): number {
    const start = this.#bytes;
    let at = this.#buffer.writeDoubleLE(terminalId, this.#bytes);
    at = this.#buffer.writeDoubleLE(receivedAtMs, at);
    at = this.#buffer.writeUInt32LE(datagram.length, at);
    this.#buffer.set(datagram, at);
    this.#bytes = at + datagram.length;
    this.#datagrams += 1;
    return this.#bytes - start;
  }
}

/** Calls `visit` for each datagram. The datagram is a view: it is gone when the slab is handed back. */
export function readSlab(
  buffer: ArrayBuffer,
  datagrams: number,
  visit: (terminalId: number, receivedAtMs: number, datagram: Buffer) => void,
): void {
  const slab = Buffer.from(buffer);
  let at = 0;
  for (let index = 0; index < datagrams; index += 1) {
    const length = slab.readUInt32LE(at + 16);
    visit(
      slab.readDoubleLE(at),
      slab.readDoubleLE(at + 8),
      slab.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length),
    );
    at += HEADER_BYTES + length;
  }
}
