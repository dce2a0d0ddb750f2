import type { CacheEndpoint } from './cache-endpoint.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { type ValkeyClient, ValkeyRefusalError } from './valkey-client.ts';
import { within } from './within.ts';

/** Longest that anybody waits for the shared cache, connecting included. In the VPC an answer takes about 1 ms, a TLS handshake 10. */
export const VALKEY_LIMIT_MS = 150;
/** A connection may take longer than one caller waits for it: it is made on, for those who come later. */
const DIAL_LIMIT_MS = 1_000;

/** Refusals that are the state of the server and not of the command. */
const NOT_NOW = /^(LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|NOAUTH)/;

/** The shared cache cannot be asked just now; whoever gets this goes on with its own memory. */
export class ValkeyAwayError extends Error {
  override readonly name = 'ValkeyAwayError';
}

/** Valkey or Redis: one connection a process, made at the first question, left alone while it is away. */
export interface Valkey {
  /**
   * Asks, within 150 ms.
   * @param work is called a second time when the connection turns out to have been closed
   * @throws ValkeyAwayError and nothing else
   */
  ask<T>(work: (client: ValkeyClient) => Promise<T>): Promise<T>;
  close(): void;
}

type Dial = () => Promise<ValkeyClient>;

export interface ValkeySettings {
  /** Loads the driver: 50 ms and more of CPU, which a cold start that asks nothing does not pay, and which no deadline counts. */
  readonly load: () => Promise<Dial>;
  /** Milliseconds of any clock. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Told once each time that the server goes away; the text holds no key, no value and no password. */
  readonly onAway: (reason: string) => void;
}

/** @param onAway told once each time that the server goes away, for the log */
export function openValkey(endpoint: CacheEndpoint, onAway: (reason: string) => void): Valkey {
  return new ValkeyConnection({
    load: async () => {
      const { dialValkey } = await import('./dial-valkey.ts');
      return () => dialValkey(endpoint, DIAL_LIMIT_MS);
    },
    now: () => performance.now(),
    random: Math.random,
    onAway,
  });
}

export class ValkeyConnection implements Valkey {
  readonly #settings: ValkeySettings;
  readonly #breaker: CircuitBreaker;
  #loading: Promise<Dial> | undefined;
  #client: ValkeyClient | undefined;
  #dialing: Promise<ValkeyClient> | undefined;
  #isClosed = false;

  constructor(settings: ValkeySettings) {
    this.#settings = settings;
    this.#breaker = new CircuitBreaker(settings.now, settings.random);
  }

  async ask<T>(work: (client: ValkeyClient) => Promise<T>): Promise<T> {
    if (this.#isClosed || !this.#breaker.admits()) throw new ValkeyAwayError('the cache is left alone');
    const waiting = new AbortController();
    try {
      this.#loading ??= this.#settings.load();
      const dial = await this.#loading;
      const value = await within(VALKEY_LIMIT_MS, this.#attempt(work, dial, waiting.signal));
      this.#breaker.succeeded();
      return value;
    } catch (error) {
      throw this.#judge(error);
    } finally {
      // What is still on its way must not write later, when its caller has gone on.
      waiting.abort();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.close();
    this.#client = undefined;
  }

  async #attempt<T>(
    work: (client: ValkeyClient) => Promise<T>,
    dial: Dial,
    waiting: AbortSignal,
  ): Promise<T> {
    const known = this.#client;
    if (known !== undefined && isOpen(known)) {
      try {
        return await work(known);
      } catch (error) {
        // A function that was frozen finds its connection closed: that says nothing of the server, a new one does.
        if (isOpen(known) || this.#breaker.isOpen || error instanceof ValkeyRefusalError) throw error;
      }
    }
    const client = await this.#connect(dial);
    if (waiting.aborted) throw new ValkeyAwayError('nobody waits any more');
    return work(client);
  }

  async #connect(dial: Dial): Promise<ValkeyClient> {
    // Another caller may have connected while this one learned that its connection was closed.
    if (this.#client !== undefined && isOpen(this.#client)) return this.#client;
    this.#dialing ??= dial()
      .then((client) => {
        if (this.#isClosed) client.close();
        else this.#client = client;
        this.#breaker.succeeded();
        return client;
      })
      .finally(() => (this.#dialing = undefined));
    return this.#dialing;
  }

  #judge(error: unknown): ValkeyAwayError {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof ValkeyRefusalError && !NOT_NOW.test(reason)) {
      // It lives, and does not take this one command.
      this.#breaker.succeeded();
      return new ValkeyAwayError(reason);
    }
    const isNews = this.#breaker.failed();
    // Its answers may come late and belong to nobody; a connection that is dead without a word would stay so for minutes.
    this.#client?.close();
    this.#client = undefined;
    if (isNews) this.#settings.onAway(reason);
    return new ValkeyAwayError(reason);
  }
}

/** A function, since it changes while an answer is awaited. */
function isOpen(client: ValkeyClient): boolean {
  return client.isOpen;
}
