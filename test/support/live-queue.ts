import { setTimeout as after } from 'node:timers/promises';
import type { QueueMessage, QueueReader } from '../../core/aws/queue-reader.ts';
import { type LiveNews, writeNews } from '../../core/contracts/live-news.ts';

/** Whoever waits looks at least so often whether it shall end; a real one waits for 2 s. */
const LONGEST_WAIT_MS = 100;

/** The queue `changes`, held by the test: who reads waits until something is there, and what was not removed can come again. */
export class LiveQueue implements QueueReader {
  readonly #waiting: QueueMessage[] = [];
  readonly #taken = new Map<string, QueueMessage>();
  readonly #wakers = new Set<() => void>();
  #count = 0;

  tell(news: LiveNews): void {
    this.put(writeNews(news) ?? '');
  }

  put(body: string): void {
    this.#count += 1;
    this.#waiting.push({ receiptHandle: String(this.#count), body });
    this.#wake();
  }

  /** What was taken and not removed becomes visible again. */
  showAgain(): void {
    this.#waiting.push(...this.#taken.values());
    this.#taken.clear();
    this.#wake();
  }

  get isRead(): boolean {
    return this.#waiting.length === 0 && this.#taken.size === 0;
  }

  async receive(_waitSeconds: number, signal: AbortSignal): Promise<readonly QueueMessage[]> {
    if (this.#waiting.length === 0) await this.#somethingOrEnd(signal);
    const messages = this.#waiting.splice(0, 10);
    for (const message of messages) this.#taken.set(message.receiptHandle, message);
    return messages;
  }

  remove(messages: readonly QueueMessage[]): Promise<void> {
    for (const { receiptHandle } of messages) this.#taken.delete(receiptHandle);
    return Promise.resolve();
  }

  /** @throws AbortError */
  async #somethingOrEnd(signal: AbortSignal): Promise<void> {
    const waiting = new AbortController();
    const wake = (): void => waiting.abort();
    this.#wakers.add(wake);
    try {
      await after(LONGEST_WAIT_MS, undefined, { signal: AbortSignal.any([signal, waiting.signal]) });
    } catch (error) {
      if (signal.aborted) throw error;
    } finally {
      this.#wakers.delete(wake);
    }
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }
}
