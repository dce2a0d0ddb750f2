import type { StoredNews } from '../contracts/live-news.ts';
import type { Databases } from '../database/databases.ts';
import { changesOf } from './changes-of.ts';
import type { Handover } from './handover.ts';
import type { Hub } from './hub.ts';
import { pollAlerts, readNewestAlert } from './poll-alerts.ts';
import { pollResults, pollRuns } from './poll-runs.ts';
import { pollTerminals, readFleetsOfTerminals, readTerminalsRevision } from './poll-terminals.ts';
import { TerminalBook } from './terminal-book.ts';

/** A replica may show an answer only 5 s after a later one of another terminal; the rest is for the clocks of who wrote them. */
const RESULTS_OVERLAP_MS = 10_000;
/** Runs that nobody looked at for so long may have ended unseen. */
const RUNS_FORGOTTEN_MS = 2_000;
/** Batches that wait for a terminal that was added a moment ago. */
const MAX_HELD = 100;

export interface RegionNewsParts {
  readonly hub: Hub;
  readonly databases: Databases;
  readonly nowMs: () => number;
}

/** What has changed in the region: what was announced as it was stored, and what is looked for in the database, of which nobody tells. */
export class RegionNews {
  readonly #parts: RegionNewsParts;
  readonly #book = new TerminalBook();
  #revision = '';
  #newestAlert: string | undefined;
  #openRuns: readonly string[];
  #lookedAtRunsAtMs = -Infinity;
  readonly #resultsSince = new Map<string, number>();
  /** Whose terminals' states are known. */
  #polledFleets = new Set<string>();
  #held: StoredNews[] = [];

  /** @param before what whoever pushed before knew */
  constructor(parts: RegionNewsParts, before: Handover | undefined) {
    this.#parts = parts;
    this.#openRuns = before?.openRuns ?? [];
    this.#newestAlert = before?.newestAlert;
    this.#book.remember(before?.states ?? []);
  }

  get known(): Pick<Handover, 'newestAlert' | 'openRuns' | 'states'> {
    return {
      ...(this.#newestAlert === undefined ? {} : { newestAlert: this.#newestAlert }),
      openRuns: [...this.#openRuns],
      states: this.#book.states,
    };
  }

  hear(news: StoredNews): void {
    // Said once more when the terminal's fleet is known; what was told already says the same and changes nothing.
    if (this.#apply(news).size > 0 && this.#held.length < MAX_HELD) this.#held.push(news);
  }

  #apply(news: StoredNews): ReadonlySet<number> {
    const { changes, unknown } = changesOf(news, this.#book, this.#parts.nowMs());
    this.#parts.hub.apply(changes);
    return unknown;
  }

  /** The fleet of every terminal. */
  async lookAtFleets(): Promise<void> {
    const { databases } = this.#parts;
    const held = this.#held;
    const revision = await databases.read('recent', readTerminalsRevision);
    if (revision === this.#revision && held.length === 0) return;
    this.#book.setFleets(await databases.read('recent', readFleetsOfTerminals));
    this.#revision = revision;
    this.#held = [];
    for (const news of held) this.#apply(news);
  }

  async lookAtTerminals(): Promise<void> {
    const { fleets } = this.#parts.hub.audience;
    this.#polledFleets = new Set();
    await this.learnTerminals(fleets);
  }

  /** Somebody begins to watch these fleets: the states of their terminals are learned before they change. */
  async learnTerminals(fleets: ReadonlySet<string>): Promise<void> {
    const { hub, databases, nowMs } = this.#parts;
    const unknown = [...fleets].filter((fleet) => !this.#polledFleets.has(fleet));
    if (unknown.length === 0) return;
    for (const fleet of unknown) this.#polledFleets.add(fleet);
    const now = new Date(nowMs());
    const rows = await databases.read('recent', (database) => pollTerminals(database, unknown, now));
    hub.apply(this.#book.learn(rows, nowMs()));
  }

  async lookAtRuns(): Promise<void> {
    const { hub, databases, nowMs: clock } = this.#parts;
    const { topics, fleets } = hub.audience;
    const followed = [...topics].filter((topic) => topic.startsWith('run:')).map((topic) => topic.slice(4));
    if (followed.length === 0 && !topics.has('commands')) return;
    const nowMs = clock();
    const isFirst = nowMs - this.#lookedAtRunsAtMs > RUNS_FORGOTTEN_MS;
    const watched = new Set([...this.#openRuns, ...followed]);
    await databases.read('recent', async (database) => {
      const runs = await pollRuns(database, fleets, watched, new Date(nowMs), isFirst);
      this.#openRuns = runs.open;
      const since = Math.min(
        ...followed.map((runId) => this.#resultsSince.get(runId) ?? nowMs - RESULTS_OVERLAP_MS),
      );
      const results = followed.length === 0 ? [] : await pollResults(database, followed, new Date(since));
      // Results first: who reads that a run is settled has all of them.
      hub.apply([...results, ...runs.changes]);
    });
    this.#lookedAtRunsAtMs = nowMs;
    this.#resultsSince.clear();
    for (const runId of followed) this.#resultsSince.set(runId, nowMs - RESULTS_OVERLAP_MS);
  }

  async lookAtAlerts(): Promise<void> {
    const { hub, databases, nowMs } = this.#parts;
    await databases.read('recent', async (database) => {
      if (this.#newestAlert === undefined) {
        this.#newestAlert = await readNewestAlert(database);
        return;
      }
      const { changes, newest } = await pollAlerts(database, this.#newestAlert, new Date(nowMs()));
      this.#newestAlert = newest;
      hub.apply(changes);
    });
  }
}
