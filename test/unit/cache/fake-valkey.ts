import type { ValkeyClient } from '../../../core/cache/valkey-client.ts';

/** A server in memory that can be away, hang, or refuse. Times are not kept: what ends is what the entries say. */
export class FakeServer {
  readonly values = new Map<string, string>();
  state: 'up' | 'down' | 'hanging' = 'up';
  dials = 0;
  asked = 0;
  readonly #open = new Set<{ isOpen: boolean }>();

  readonly dial = async (): Promise<ValkeyClient> => {
    this.dials += 1;
    await this.#answer();
    const connection = { isOpen: true };
    this.#open.add(connection);
    const answer = async <T>(value: () => T): Promise<T> => {
      if (!connection.isOpen) throw new Error('Connection is closed.');
      this.asked += 1;
      await this.#answer();
      return value();
    };
    return {
      get isOpen() {
        return connection.isOpen;
      },
      get: (key) => answer(() => this.values.get(key) ?? null),
      set: (key, text) => answer(() => void this.values.set(key, text)),
      delete: (keys) => answer(() => keys.forEach((key) => this.values.delete(key))),
      run: () => answer(() => 0),
      close: () => {
        connection.isOpen = false;
      },
    };
  };

  /** As a server does that ends, or a network that forgets a connection. */
  closeConnections(): void {
    for (const connection of this.#open) connection.isOpen = false;
    this.#open.clear();
  }

  #answer(): Promise<void> {
    if (this.state === 'down') return Promise.reject(new Error('connect ECONNREFUSED'));
    return this.state === 'hanging' ? new Promise(() => undefined) : Promise.resolve();
  }
}
