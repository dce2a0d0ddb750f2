import type { Queryable } from '../core/database/pool.ts';
import { MEASURE_EVERY_MS, writeMeasurement } from '../core/measurements/write-measurement.ts';
import type { HostWatch } from './host-figures.ts';
import type { TaskMeasurer } from './task-measurer.ts';

const SAMPLE_INTERVAL_MS = 1_000;

export interface MeasurementWriterOptions {
  readonly database: Queryable;
  /** Of this run of the task. */
  readonly instance: string;
  readonly measurer: TaskMeasurer;
  readonly host: Pick<HostWatch, 'look'>;
  readonly udpPort: () => number;
}

/** Writes a row of measurements each 10 s, and one at the end. While the database is away there are none. */
export class MeasurementWriter {
  readonly #options: MeasurementWriterOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  #writing: Promise<unknown> | undefined;

  constructor(options: MeasurementWriterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timers.push(
      setInterval(() => this.#options.measurer.sample(), SAMPLE_INTERVAL_MS),
      setInterval(() => void this.write(), MEASURE_EVERY_MS),
    );
  }

  /** Leaves it out when the row before is still being written: the next one then tells of both times. */
  async write(): Promise<void> {
    if (this.#writing !== undefined) return;
    // Whatever cannot be measured here is no reason to end a task that receives.
    this.#writing = this.#write().catch(() => undefined);
    await this.#writing;
    this.#writing = undefined;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#writing;
    await this.write();
  }

  async #write(): Promise<void> {
    const { database, instance, measurer, host, udpPort } = this.#options;
    const figures = await host.look();
    const data = measurer.take(udpPort(), figures);
    await writeMeasurement(database, { source: 'ingest', instance, measuredAt: new Date(), data });
  }
}
