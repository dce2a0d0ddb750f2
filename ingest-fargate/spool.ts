import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ReadyBatch } from './thread-messages.ts';

/** Time first, so that names sort by age; the spool's own token and a counter, so that a task and its replacement never take the same name. */
const FILE = /^\d{14}-[0-9a-f]{8}-\d{8}\.json$/;

const storedBatch = z.object({
  batchId: z.string(),
  body: z.string(),
  records: z.number().int().nonnegative(),
});

export interface AcceptOrder {
  readonly acceptedAtMs: number;
  readonly sequence: number;
}

export type SpooledBatch = ReadyBatch & { readonly file: string };

interface Entry {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Batches that SQS would not take, on disk, one file each, oldest first, bounded in bytes. They outlive the process (a new one on the
 * same disk sends them), not the host.
 */
export class Spool {
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #token = randomBytes(4).toString('hex');
  readonly #entries: Entry[] = [];
  #bytes = 0;

  private constructor(directory: string, maxBytes: number) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
  }

  /** Opens the directory, made if missing, with what an earlier process left in it. */
  static async open(directory: string, maxBytes: number): Promise<Spool> {
    const spool = new Spool(directory, maxBytes);
    await mkdir(directory, { recursive: true });
    await spool.refresh();
    return spool;
  }

  /** Finds what another process has left since: a forerunner spools until its last moment. */
  async refresh(): Promise<void> {
    const known = new Set(this.#entries.map((entry) => entry.file));
    const files = (await readdir(this.#directory))
      .filter((name) => FILE.test(name))
      .map((name) => join(this.#directory, name));
    const found = files.filter((file) => !known.has(file) && !file.includes(this.#token)).sort();
    for (const file of found) {
      const size = await sizeOf(file);
      if (size === undefined) continue;
      this.#entries.push({ file, bytes: size });
      this.#bytes += size;
    }
    if (found.length > 0) this.#sort();
  }

  get batches(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * @param order when the batch was accepted, and its number among all that this process accepted
   * @returns false when the batch does not fit: it has to be dropped and counted
   */
  async add(batch: ReadyBatch, order: AcceptOrder): Promise<boolean> {
    const text = JSON.stringify(batch);
    const bytes = Buffer.byteLength(text);
    if (this.#bytes + bytes > this.#maxBytes) return false;
    this.#bytes += bytes;
    const name = [pad(order.acceptedAtMs, 14), this.#token, pad(order.sequence, 8)].join('-');
    const file = join(this.#directory, `${name}.json`);
    try {
      await writeFile(`${file}.part`, text);
      await rename(`${file}.part`, file);
    } catch (error) {
      this.#bytes -= bytes;
      await rm(`${file}.part`, { force: true });
      throw error;
    }
    this.#entries.push({ file, bytes });
    this.#sort();
    return true;
  }

  /** The oldest batches, up to `count`; an unreadable file is removed and left out. */
  async oldest(count: number): Promise<SpooledBatch[]> {
    const batches: SpooledBatch[] = [];
    for (const { file } of this.#entries.slice(0, count)) {
      const batch = storedBatch.safeParse(await readJson(file));
      if (batch.success) batches.push({ ...batch.data, file });
      else await this.remove(file);
    }
    return batches;
  }

  /** Forgets a batch that was delivered. By its file and not by its place: older ones may have come in the meantime. */
  async remove(file: string): Promise<void> {
    await rm(file, { force: true });
    const at = this.#entries.findIndex((entry) => entry.file === file);
    this.#bytes -= this.#entries[at]?.bytes ?? 0;
    if (at >= 0) this.#entries.splice(at, 1);
  }

  /** By name is by age. A call to SQS that failed late brings batches older than the newest here. */
  #sort(): void {
    this.#entries.sort((one, other) => (one.file < other.file ? -1 : 1));
  }
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch {
    // Sent and removed by the other process in the meantime.
    return undefined;
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
