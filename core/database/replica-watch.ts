/** One question in this time, by whoever reads first. */
const LOOK_EVERY_MS = 5_000;
/** A replica that does not say in this time how far it is, is not asked for anything else. */
const ANSWER_LIMIT_MS = 500;
/** Further behind, and people would miss what they saw a moment ago. */
const MAX_LAG_MS = 5_000;

export interface ReplicaWatchSettings {
  /** @returns milliseconds, undefined when it cannot be told. @throws when the replica is away */
  readonly readLag: () => Promise<number | undefined>;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/** Knows whether reads may go to the replica: it answers, and is at most 5 s behind. */
export class ReplicaWatch {
  readonly #settings: ReplicaWatchSettings;
  #isUsable = true;
  #lagMs: number | undefined;
  #lookAgainAtMs = -Infinity;
  #looking: Promise<void> | undefined;

  constructor(settings: ReplicaWatchSettings) {
    this.#settings = settings;
  }

  /** As it was told last; undefined when it is not known. */
  get lagMs(): number | undefined {
    return this.#lagMs;
  }

  async isUsable(): Promise<boolean> {
    if (this.#settings.now() >= this.#lookAgainAtMs)
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    await this.#looking;
    return this.#isUsable;
  }

  /** A read has failed there: nothing goes to it until it is looked at again. */
  avoid(): void {
    this.#settle(false, undefined);
  }

  async #look(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('too late')), ANSWER_LIMIT_MS);
    });
    try {
      const lagMs = await Promise.race([this.#settings.readLag(), tooLate]);
      this.#settle(lagMs === undefined || lagMs <= MAX_LAG_MS, lagMs);
    } catch {
      this.#settle(false, undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  #settle(isUsable: boolean, lagMs: number | undefined): void {
    this.#isUsable = isUsable;
    this.#lagMs = lagMs;
    this.#lookAgainAtMs = this.#settings.now() + LOOK_EVERY_MS;
  }
}
