import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** A log of one program: at most this much, twice (`x.log` and the older `x.log.1`). */
const MAX_BYTES = 16 * 1024 * 1024;

export class LogFile {
  readonly #path: string;
  #stream: WriteStream;
  #bytes: number;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#path = path;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.#stream = this.#open();
  }

  write(text: string): void {
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > MAX_BYTES) this.#rotate();
    this.#stream.write(text);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#stream.end(resolve));
  }

  #rotate(): void {
    this.#stream.end();
    renameSync(this.#path, `${this.#path}.1`);
    this.#bytes = 0;
    this.#stream = this.#open();
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#path, { flags: 'a' });
    // A full disk must not end the system that writes its log to it.
    stream.on('error', () => undefined);
    return stream;
  }
}
