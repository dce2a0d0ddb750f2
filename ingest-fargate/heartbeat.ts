import type { Logger } from 'pino';
import type { ReceiverBeat } from '../core/aws/receiver-beat.ts';

/** 1.6 USD of writes a month, for a gap that is told to the second. */
const INTERVAL_MS = 1_000;

/** Of a task that is there the last beat is as old as this at most. */
const NO_GAP_MS = 1_500;

/**
 * Tells how long nobody received before this task: what terminals sent in that time is lost, and nobody can count it but by the clock. Each
 * task writes the time every second, where its successor on another host can read it.
 */
export class Heartbeat {
  readonly #beat: ReceiverBeat;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #isAway = false;
  /** Seconds without a receiver before this task; 0 when it is the first or took over from a living one. */
  gapSeconds = 0;

  constructor(beat: ReceiverBeat, log: Logger) {
    this.#beat = beat;
    this.#log = log;
  }

  /** @param isTakeOver the forerunner still receives, so there is no gap */
  async start(isTakeOver: boolean, now: () => number): Promise<void> {
    const lastMs = isTakeOver ? undefined : await this.#read();
    const ageMs = lastMs === undefined ? 0 : now() - lastMs;
    this.gapSeconds = ageMs > NO_GAP_MS ? ageMs / 1000 : 0;
    await this.#write(now());
    this.#timer = setInterval(() => void this.#write(now()), INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #read(): Promise<number | undefined> {
    try {
      return await this.#beat.read();
    } catch (error) {
      this.#log.warn(
        { err: error },
        'the last receiver cannot be asked for: a gap before this task is not counted',
      );
      return undefined;
    }
  }

  async #write(ms: number): Promise<void> {
    try {
      await this.#beat.write(ms);
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) this.#log.warn({ err: error }, 'the heartbeat cannot be written; receiving goes on');
      this.#isAway = true;
    }
  }
}
