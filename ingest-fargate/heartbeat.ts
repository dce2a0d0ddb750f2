import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const INTERVAL_MS = 1_000;
const FILE = 'heartbeat';

/**
 * Tells how long nobody received before this task: what terminals sent in that time is lost, and nobody can count it but by the clock. Each
 * task writes the time into its spool directory every second, so a successor on the same disk knows when the last one was there.
 */
export class Heartbeat {
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;
  /** Seconds without a receiver before this task, to a second; 0 when it is the first or took over from a living one. */
  gapSeconds = 0;

  constructor(directory: string) {
    this.#file = join(directory, FILE);
  }

  /** @param isTakeOver the forerunner still receives, so there is no gap */
  async start(isTakeOver: boolean, now: () => number): Promise<void> {
    const lastMs = isTakeOver ? undefined : await this.#read();
    this.gapSeconds = lastMs === undefined ? 0 : Math.max(0, (now() - lastMs) / 1000);
    await this.#write(now());
    this.#timer = setInterval(() => void this.#write(now()), INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #read(): Promise<number | undefined> {
    try {
      const ms = Number(await readFile(this.#file, 'utf8'));
      return Number.isFinite(ms) && ms > 0 ? ms : undefined;
    } catch {
      return undefined;
    }
  }

  async #write(ms: number): Promise<void> {
    try {
      await writeFile(this.#file, String(ms));
    } catch {
      // A full disk shows in the spool's own errors; the next second tries again.
    }
  }
}
