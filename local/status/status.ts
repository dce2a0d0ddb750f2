import { INGEST_METRICS, STORE_METRICS } from '../../core/contracts/metrics.ts';
import type { QueueDepth } from '../sqs/queue-client.ts';
import { ContinuedCounter, Rate, RecentSamples } from './counter.ts';
import type { Sample } from './prometheus-text.ts';

/** What the status line and `GET /status` show. Totals are since the start of the runner. */
export interface Status {
  readonly receivedPerS: number;
  readonly storedPerS: number;
  readonly receivedTotal: number;
  readonly recordsTotal: number;
  readonly storedTotal: number;
  /** Rows of `datagram_log`; the stored also count what the task itself reports. */
  readonly loggedTotal: number;
  /** From the socket to the commit, over the last ten seconds; absent when nothing was stored. */
  readonly lagP95Ms: number | undefined;
  /** By reason; only those that happened. */
  readonly drops: Readonly<Record<string, number>>;
  readonly terminals: { readonly registered: number; readonly online: number };
  readonly queue: QueueDepth;
  readonly spooledBatches: number;
  /** Messages in dead-letter queues, and records that could not be stored. */
  readonly deadLetters: number;
  readonly batchesRepeated: number;
  readonly batchesFailed: number;
}

const SPAN_MS = 5_000;
const LAG_SPAN_MS = 10_000;
const MAX_LAG_SAMPLES = 10_000;

/** Puts together what the ingest task and `store-batch` say of themselves. No clock and no I/O of its own. */
export class StatusBoard {
  readonly #received = new ContinuedCounter();
  readonly #records = new Map<string, ContinuedCounter>();
  readonly #drops = new Map<string, ContinuedCounter>();
  readonly #stored = new Map<string, number>();
  readonly #receivedRate = new Rate(SPAN_MS);
  readonly #storedRate = new Rate(SPAN_MS);
  readonly #lag = new RecentSamples(LAG_SPAN_MS, MAX_LAG_SAMPLES);
  #terminals = { registered: 0, online: 0 };
  #queue: QueueDepth = { waiting: 0, inFlight: 0 };
  #deadLetterMessages = 0;
  #spooledBatches = 0;

  /** A scrape of the ingest task's `/metrics`. */
  addIngestSamples(samples: readonly Sample[]): void {
    const terminals = { registered: 0, online: 0 };
    for (const { name, labels, value } of samples) {
      if (name === INGEST_METRICS.received) this.#received.update(value);
      else if (name === INGEST_METRICS.dropped) counterOf(this.#drops, labels.reason ?? '').update(value);
      else if (name === INGEST_METRICS.records) counterOf(this.#records, labels.kind ?? '').update(value);
      else if (name === INGEST_METRICS.spoolBatches) this.#spooledBatches = value;
      else if (name === INGEST_METRICS.terminals && labels.state === 'registered')
        terminals.registered = value;
      else if (name === INGEST_METRICS.terminals && labels.state === 'online') terminals.online = value;
    }
    this.#terminals = terminals;
  }

  /** An EMF line of `store-batch`. */
  addStoreMetrics(atMs: number, metrics: ReadonlyMap<string, readonly number[]>): void {
    for (const [name, values] of metrics) {
      if (name === STORE_METRICS.storeLagMs) this.#lag.add(atMs, values);
      else
        this.#stored.set(
          name,
          values.reduce((sum, value) => sum + value, this.#stored.get(name) ?? 0),
        );
    }
  }

  addQueueDepth(queue: QueueDepth, deadLetterMessages: number): void {
    this.#queue = queue;
    this.#deadLetterMessages = deadLetterMessages;
  }

  /** Ends a second: the rates look at what has been added until now. */
  tick(atMs: number): void {
    this.#receivedRate.add(atMs, this.#received.total);
    this.#storedRate.add(atMs, this.#storedTotal);
  }

  status(atMs: number): Status {
    const drops = [...this.#drops].map(([reason, counter]) => [reason, counter.total] as const);
    return {
      receivedPerS: Math.round(this.#receivedRate.perSecond),
      storedPerS: Math.round(this.#storedRate.perSecond),
      receivedTotal: this.#received.total,
      recordsTotal: [...this.#records.values()].reduce((sum, counter) => sum + counter.total, 0),
      storedTotal: this.#storedTotal,
      loggedTotal: this.#stored.get(STORE_METRICS.recordsLogged) ?? 0,
      lagP95Ms: this.#lag.percentile(atMs, 95),
      drops: Object.fromEntries(drops.filter(([, total]) => total > 0)),
      terminals: this.#terminals,
      queue: this.#queue,
      spooledBatches: this.#spooledBatches,
      deadLetters: this.#deadLetterMessages + (this.#stored.get(STORE_METRICS.recordsDeadLettered) ?? 0),
      batchesRepeated: this.#stored.get(STORE_METRICS.batchesRepeated) ?? 0,
      batchesFailed: this.#stored.get(STORE_METRICS.batchesFailed) ?? 0,
    };
  }

  get #storedTotal(): number {
    return this.#stored.get(STORE_METRICS.recordsStored) ?? 0;
  }
}

function counterOf(counters: Map<string, ContinuedCounter>, key: string): ContinuedCounter {
  const known = counters.get(key);
  if (known !== undefined) return known;
  const made = new ContinuedCounter();
  counters.set(key, made);
  return made;
}
