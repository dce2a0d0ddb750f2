/**
 * The parts of a running stack in the order in which they stop: first what makes work, then what does it, last what it is done
 * with. They start several at once, so the order cannot be that of their start.
 */
const STOP_ORDER = [
  'status',
  'simulator',
  'ingest',
  'sockets',
  'telegram-polling',
  'backlog',
  'triggers',
  'functions',
  'bot-api',
  'sqs',
  'dynamodb',
  'cache',
  'postgres-standby',
  'postgres',
  'http',
  'sam-template',
  'stack-file',
  'guardian',
  'lock',
] as const;

export type PartName = (typeof STOP_ORDER)[number];

export class Parts {
  readonly #stops = new Map<PartName, () => Promise<void> | void>();
  readonly #onFailure: (name: string, error: unknown) => void;

  /** @param onFailure told of a part that did not stop; the others are stopped all the same */
  constructor(onFailure: (name: string, error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  add(name: PartName, stop: () => Promise<void> | void): void {
    this.#stops.set(name, stop);
  }

  async stopAll(): Promise<void> {
    for (const name of STOP_ORDER) {
      const stop = this.#stops.get(name);
      this.#stops.delete(name);
      try {
        await stop?.();
      } catch (error) {
        this.#onFailure(name, error);
      }
    }
  }
}
