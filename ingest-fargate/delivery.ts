import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { AcceptOrder, Spool } from './spool.ts';
import type { ReadyBatch } from './thread-messages.ts';
import { MAX_BODY_BYTES } from './worker-thread.ts';

const MAX_ENTRIES = 10;
const MAX_CONCURRENT_SENDS = 4;

/** Batches kept in memory while SQS is slow; beyond it they go to the spool, so that memory stays bounded. */
const MAX_WAITING = 64;

const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 5_000;

/** A batch with its place in line. */
type QueuedBatch = ReadyBatch & AcceptOrder;

/** Sends up to 10 batches in one call. @returns indexes of the batches that were refused. @throws when there was no answer. */
export type SendBatches = (batches: readonly ReadyBatch[]) => Promise<readonly number[]>;

export interface DeliveryStats {
  readonly recordsDelivered: number;
  readonly batchesDelivered: number;
  readonly failures: number;
  readonly recordsDropped: number;
  readonly waiting: number;
}

/**
 * Brings batches to SQS. While SQS answers they go straight there; when it does not they go to the spool, and are sent from it, oldest
 * first, once it answers again. A batch may arrive twice (an answer was lost): its id tells `store-batch` so.
 */
export class Delivery {
  readonly #send: SendBatches;
  readonly #spool: Spool;
  readonly #log: Logger;
  readonly #waiting: QueuedBatch[] = [];
  readonly #sends = new Set<Promise<void>>();
  #spooling: Promise<void> = Promise.resolve();
  #draining: Promise<void> | undefined;
  #stopped = false;
  #sequence = 0;
  #recordsDelivered = 0;
  #batchesDelivered = 0;
  #failures = 0;
  #recordsDropped = 0;

  constructor(send: SendBatches, spool: Spool, log: Logger) {
    this.#send = send;
    this.#spool = spool;
    this.#log = log;
    if (spool.batches > 0) this.#startDraining();
  }

  get stats(): DeliveryStats {
    return {
      recordsDelivered: this.#recordsDelivered,
      batchesDelivered: this.#batchesDelivered,
      failures: this.#failures,
      recordsDropped: this.#recordsDropped,
      waiting: this.#waiting.length,
    };
  }

  accept(batch: ReadyBatch): void {
    // While the spool drains, new batches queue up behind it: oldest first.
    const queued = { ...batch, acceptedAtMs: Date.now(), sequence: ++this.#sequence };
    if (this.#draining !== undefined || this.#waiting.length >= MAX_WAITING) this.#toSpool([queued]);
    else this.#waiting.push(queued);
    this.#pump();
  }

  /** Looks for batches that another process left in the spool. */
  async lookIntoSpool(): Promise<void> {
    await this.#spool.refresh();
    if (this.#spool.batches > 0 && !this.#stopped) this.#startDraining();
  }

  /** Sends what waits, or leaves it in the spool when SQS is away. Nothing may be accepted afterwards. */
  async finish(limitMs: number): Promise<void> {
    const deadline = Date.now() + limitMs;
    while ((this.#waiting.length > 0 || this.#sends.size > 0) && Date.now() < deadline) {
      this.#pump();
      await Promise.race([...this.#sends, delay(50)]);
    }
    // A spool that is being drained gets the time that is left; what does not make it stays on disk.
    if (this.#draining !== undefined)
      await Promise.race([this.#draining, delay(Math.max(0, deadline - Date.now()))]);
    this.#stopped = true;
    this.#toSpool(this.#waiting.splice(0));
    await this.#spooling;
  }

  #pump(): void {
    while (this.#waiting.length > 0 && this.#sends.size < MAX_CONCURRENT_SENDS) {
      const request = takeRequest(this.#waiting);
      const sending: Promise<void> = this.#sendNow(request).finally(() => {
        this.#sends.delete(sending);
        this.#pump();
      });
      this.#sends.add(sending);
    }
  }

  async #sendNow(request: readonly QueuedBatch[]): Promise<void> {
    try {
      const refused = await this.#send(request);
      this.#countDelivered(request.filter((_, index) => !refused.includes(index)));
      if (refused.length === 0) return;
      this.#failures += 1;
      this.#toSpool(request.filter((_, index) => refused.includes(index)));
    } catch (error) {
      this.#failures += 1;
      this.#log.warn(
        { err: error, batches: request.length },
        'SQS did not take batches; they go to the spool',
      );
      this.#toSpool([...request, ...this.#waiting.splice(0)]);
    }
    this.#startDraining();
  }

  #countDelivered(batches: readonly ReadyBatch[]): void {
    this.#batchesDelivered += batches.length;
    for (const batch of batches) this.#recordsDelivered += batch.records;
  }

  /** One after the other, so that the order on disk is the order of arrival. */
  #toSpool(batches: readonly QueuedBatch[]): void {
    if (batches.length === 0) return;
    this.#spooling = this.#spooling.then(async () => {
      for (const { acceptedAtMs, sequence, ...batch } of batches) {
        const kept = await this.#spool.add(batch, { acceptedAtMs, sequence }).catch((error: unknown) => {
          this.#log.error({ err: error }, 'the spool cannot be written');
          return false;
        });
        if (!kept) this.#recordsDropped += batch.records;
      }
    });
    if (!this.#stopped) this.#startDraining();
  }

  #startDraining(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  async #drain(): Promise<void> {
    let waitMs = RETRY_MIN_MS;
    for (;;) {
      await this.#spooling;
      if (this.#stopped || this.#spool.batches === 0) return;
      const oldest = await this.#spool.oldest(MAX_ENTRIES);
      const request = takeRequest([...oldest]);
      if (request.length === 0) continue;
      try {
        const refused = await this.#send(request);
        if (refused.length > 0) throw new Error(`SQS refused ${refused.length} of ${request.length} batches`);
        this.#countDelivered(request);
        for (const { file } of request) await this.#spool.remove(file);
        waitMs = RETRY_MIN_MS;
      } catch (error) {
        this.#failures += 1;
        this.#log.warn({ err: error, spooledBatches: this.#spool.batches }, 'SQS is still away');
        await delay(waitMs * (0.5 + Math.random()), undefined, { ref: false });
        waitMs = Math.min(waitMs * 2, RETRY_MAX_MS);
      }
    }
  }
}

/** Takes what fits into one SendMessageBatch: 10 entries and 1 MiB in all. */
function takeRequest<T extends ReadyBatch>(waiting: T[]): T[] {
  let bytes = 0;
  let count = 0;
  for (const batch of waiting) {
    if (count === MAX_ENTRIES || (count > 0 && bytes + batch.body.length > MAX_BODY_BYTES)) break;
    bytes += batch.body.length;
    count += 1;
  }
  return waiting.splice(0, count);
}
