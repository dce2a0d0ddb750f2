import type { PushRow } from '../aws/live-table.ts';
import { type LiveNews, readNews, type StoredNews } from '../contracts/live-news.ts';
import { changesOf } from './changes-of.ts';
import { type Handover, readHandover, writeHandover } from './handover.ts';
import { Hub } from './hub.ts';
import { pollAlerts, readNewestAlert } from './poll-alerts.ts';
import { pollResults, pollRuns } from './poll-runs.ts';
import { pollTerminals, readFleetsOfTerminals, readTerminalsRevision } from './poll-terminals.ts';
import type { PushParts } from './push-parts.ts';
import { readValid, readViewers } from './read-viewers.ts';
import { TerminalBook } from './terminal-book.ts';
import { endWatch, keepWatched } from './watch.ts';
import { World } from './world.ts';

/** Lost when it was not renewed for so long. */
export const LEASE_MS = 15_000;
const RENEW_MS = 4_000;
/** Whoever stores batches asks at most each 5 s whether anybody watches. */
const WATCHED_SECONDS = 30;
const SET_WATCHED_MS = 10_000;
/**
 * When nobody watched before, what is stored within the first seconds is not announced: whoever came in them reads once more. 5 s until every
 * container has asked, and a while for the replica.
 */
const WARM_UP_MS = 8_000;
/** Nobody connected for so long: there is nothing to do. */
const IDLE_MS = 20_000;
/** An execution ends with this left: before the alarm on functions that come near their time limit, 80 % of 15 minutes. */
const RESERVE_MS = 210_000;
const DRAIN_MS = 3_000;
const RECEIVERS = 2;
const RECEIVE_SECONDS = 2;
const PUMP_MS = 10;
const VIEWERS_MS = 30_000;
const REVISION_MS = 1_000;
const TERMINALS_MS = 3_000;
const RUNS_MS = 500;
const ALERTS_MS = 2_000;
const CONNECTIONS_MS = 60_000;
const REPORT_MS = 10_000;
/** A replica may show an answer only after a later one of another terminal. */
const RESULTS_OVERLAP_MS = 5_000;
/** Batches that wait for a terminal that was added a moment ago. */
const MAX_HELD = 100;

export type SessionEnd = 'time' | 'nobody' | 'lost';

/** One holder of the lease: it reads what was stored and said, looks into the database for the rest, and tells the connections. */
export class PushSession {
  readonly #parts: PushParts;
  readonly #hub: Hub;
  readonly #book = new TerminalBook();
  readonly #handover: Handover | undefined;
  #isWarm = false;
  readonly #beganAtMs: number;
  #end: SessionEnd | undefined;
  #revision = '';
  #newestAlert: string | undefined;
  #openRuns: readonly string[];
  readonly #resultsSince = new Map<string, number>();
  /** Whose terminals' states are known. */
  #polledFleets = new Set<string>();
  #held: StoredNews[] = [];
  #idleSinceMs: number;
  #leasedUntilMs: number;
  #reportedAtMs: number;

  /** @param taken the lease's row as it was before */
  constructor(parts: PushParts, taken: PushRow) {
    this.#parts = parts;
    const nowMs = parts.nowMs();
    this.#beganAtMs = nowMs;
    this.#idleSinceMs = nowMs;
    this.#leasedUntilMs = nowMs + LEASE_MS;
    this.#reportedAtMs = nowMs;
    this.#handover = readHandover(taken.handover);
    this.#openRuns = this.#handover?.openRuns ?? [];
    this.#newestAlert = this.#handover?.newestAlert;
    this.#hub = new Hub(
      {
        nowMs: parts.nowMs,
        post: (connectionId, frame) => parts.poster.post(connectionId, frame),
        drop: (connectionId, userId, why) => void this.#drop(connectionId, userId, why),
      },
      new World(nowMs, this.#handover?.seq),
    );
  }

  /** @throws what the table throws; then the lease runs out by itself */
  async run(): Promise<SessionEnd> {
    const { table, nowMs } = this.#parts;
    const connections = await table.listConnections(nowMs());
    if (connections.length === 0) return this.#release('nobody');
    await this.#try('watch', async () => {
      this.#isWarm = await keepWatched(this.#parts.databases.write, WATCHED_SECONDS);
    });
    await this.#begin(connections);
    const pump = setInterval(() => this.#hub.pump(), PUMP_MS);
    try {
      await Promise.all([
        ...Array.from({ length: RECEIVERS }, () => this.#receive()),
        this.#each(RENEW_MS, 'lease', () => this.#renew()),
        this.#each(SET_WATCHED_MS, 'watch', async () => {
          await keepWatched(this.#parts.databases.write, WATCHED_SECONDS);
        }),
        this.#each(VIEWERS_MS, 'viewers', () => this.#lookAtViewers()),
        this.#each(REVISION_MS, 'fleets', () => this.#lookAtFleets()),
        this.#each(TERMINALS_MS, 'terminals', () => this.#lookAtTerminals()),
        this.#each(RUNS_MS, 'runs', () => this.#lookAtRuns()),
        this.#each(ALERTS_MS, 'alerts', () => this.#lookAtAlerts()),
        this.#each(CONNECTIONS_MS, 'connections', () => this.#lookAtConnections()),
        this.#each(REPORT_MS, 'report', () => this.#report()),
        this.#each(1_000, 'end', () => this.#mayEnd()),
        this.#warmUp(),
      ]);
      if (this.#end === 'time') await this.#drain();
      return await this.#release(this.#end ?? 'lost');
    } finally {
      clearInterval(pump);
      this.#end ??= 'lost';
      await this.#report();
    }
  }

  async #begin(connections: Awaited<ReturnType<PushParts['table']['listConnections']>>): Promise<void> {
    await this.#try('fleets', () => this.#lookAtFleets());
    await this.#try('viewers', () => this.#loadViewers(connections.map(({ userId }) => userId)));
    // A clean change of hands is not noticed; after anything else everybody reads again.
    const isNew = this.#handover === undefined;
    // Also those that have not asked for anything: speaking to one is how it is found out that it has ended.
    for (const one of connections)
      if (isNew || one.topics.length > 0) this.#hub.adopt(one, one.topics, isNew);
    this.#hub.resetOnly(this.#handover?.unserved ?? []);
    this.#book.remember(this.#handover?.states ?? []);
    await this.#try('terminals', () => this.#lookAtTerminals());
    await this.#try('alerts', () => this.#lookAtAlerts());
  }

  async #receive(): Promise<void> {
    const { queue, sleep, onProblem } = this.#parts;
    const ending = new AbortController();
    while (this.#end === undefined) {
      try {
        const messages = await queue.receive(RECEIVE_SECONDS, ending.signal);
        const news = messages.flatMap(({ body }) => this.#read(body));
        const strangers = news.flatMap((one) =>
          one.type === 'subscribe' && !this.#hub.knows(one.userId) ? [one.userId] : [],
        );
        if (strangers.length > 0) await this.#loadViewers(new Set(strangers));
        for (const one of news) await this.#hear(one);
        this.#hub.pump();
        await queue.remove(messages);
      } catch (error) {
        onProblem('queue', error);
        await sleep(500);
      }
    }
  }

  /** What cannot be read cannot be read the next time either: it is told, and thrown away. */
  #read(body: string): LiveNews[] {
    try {
      return [readNews(body)];
    } catch (error) {
      this.#parts.onProblem('message', error);
      return [];
    }
  }

  async #hear(news: LiveNews): Promise<void> {
    switch (news.type) {
      case 'stored':
        this.#hearStored(news, true);
        return;
      case 'gap':
        this.#hub.resetAll();
        return;
      case 'subscribe': {
        const { connectionId, userId, credential, topics, since, saidAtMs } = news;
        if (!this.#hub.knows(userId)) {
          await this.#drop(connectionId, userId, 'closed');
          return;
        }
        this.#hub.subscribe({ connectionId, userId, credential }, { topics, since, saidAtMs });
        return;
      }
      case 'answer':
        this.#hub.answer(
          news.connectionId,
          news.answer === 'pong' ? { type: 'pong' } : { type: 'refused', reason: news.reason },
        );
        return;
      case 'gone':
        this.#hub.remove(news.connectionId);
    }
  }

  #hearStored(news: StoredNews, mayWait: boolean): void {
    const { changes, unknown } = changesOf(news, this.#book, this.#parts.nowMs());
    this.#hub.apply(changes);
    // Said once more when the terminal's fleet is known; what was told already says the same and changes nothing.
    if (mayWait && unknown.size > 0 && this.#held.length < MAX_HELD) this.#held.push(news);
  }

  async #loadViewers(userIds: Iterable<number>): Promise<void> {
    const viewers = await this.#parts.databases.read('recent', (database) => readViewers(database, userIds));
    this.#hub.setViewers(viewers);
    const fleets = [...viewers.values()].flatMap((viewer) => [...viewer.fleets]);
    // What nobody watched until now: its states are learned before they change.
    const unknown = fleets.filter((fleet) => !this.#polledFleets.has(fleet));
    if (unknown.length > 0) await this.#try('terminals', () => this.#lookAtTerminalsOf(unknown));
  }

  async #lookAtViewers(): Promise<void> {
    const userIds = this.#hub.viewers;
    if (userIds.length === 0) return;
    const credentials = this.#hub.credentials;
    const now = new Date(this.#parts.nowMs());
    const [viewers, valid] = await this.#parts.databases.read('recent', async (database) => [
      await readViewers(database, userIds),
      await readValid(database, credentials, now),
    ]);
    this.#hub.forgetViewers(new Set(userIds.filter((userId) => !viewers.has(userId))));
    this.#hub.closeWhere(({ credential }) => credentials.has(credential) && !valid.has(credential));
    this.#hub.setViewers(viewers);
  }

  async #lookAtFleets(): Promise<void> {
    const { databases } = this.#parts;
    const held = this.#held;
    const revision = await databases.read('recent', readTerminalsRevision);
    if (revision === this.#revision && held.length === 0) return;
    this.#book.setFleets(await databases.read('recent', readFleetsOfTerminals));
    this.#revision = revision;
    this.#held = [];
    for (const news of held) this.#hearStored(news, false);
  }

  async #lookAtTerminals(): Promise<void> {
    const fleets = [...this.#hub.fleets];
    this.#polledFleets = new Set(fleets);
    await this.#lookAtTerminalsOf(fleets);
  }

  async #lookAtTerminalsOf(fleets: readonly string[]): Promise<void> {
    if (fleets.length === 0) return;
    for (const fleet of fleets) this.#polledFleets.add(fleet);
    const now = new Date(this.#parts.nowMs());
    const rows = await this.#parts.databases.read('recent', (database) =>
      pollTerminals(database, fleets, now),
    );
    this.#hub.apply(this.#book.learn(rows, this.#parts.nowMs()));
  }

  async #lookAtRuns(): Promise<void> {
    const topics = this.#hub.topics;
    const followed = [...topics].filter((topic) => topic.startsWith('run:')).map((topic) => topic.slice(4));
    if (followed.length === 0 && !topics.has('commands')) return;
    const nowMs = this.#parts.nowMs();
    const now = new Date(nowMs);
    const fleets = this.#hub.fleets;
    await this.#parts.databases.read('recent', async (database) => {
      const runs = await pollRuns(database, fleets, this.#openRuns, now);
      this.#openRuns = runs.open;
      const since = Math.min(
        ...followed.map((runId) => this.#resultsSince.get(runId) ?? nowMs - 2 * RESULTS_OVERLAP_MS),
      );
      const results = followed.length === 0 ? [] : await pollResults(database, followed, new Date(since));
      // Results first: who reads that a run is settled has all of them.
      this.#hub.apply([...results, ...runs.changes]);
    });
    this.#resultsSince.clear();
    for (const runId of followed) this.#resultsSince.set(runId, nowMs - RESULTS_OVERLAP_MS);
  }

  async #lookAtAlerts(): Promise<void> {
    await this.#parts.databases.read('recent', async (database) => {
      if (this.#newestAlert === undefined) {
        this.#newestAlert = await readNewestAlert(database);
        return;
      }
      const { changes, newest } = await pollAlerts(
        database,
        this.#newestAlert,
        new Date(this.#parts.nowMs()),
      );
      this.#newestAlert = newest;
      this.#hub.apply(changes);
    });
  }

  /** What no message told: SQS may lose none, but an API that ends a connection tells so only if it can. */
  async #lookAtConnections(): Promise<void> {
    const before = new Set(this.#hub.connectionIds);
    const rows = await this.#parts.table.listConnections(this.#parts.nowMs());
    const there = new Set(rows.map(({ connectionId }) => connectionId));
    for (const connectionId of before) if (!there.has(connectionId)) this.#hub.remove(connectionId);
    const missing = rows.filter(
      ({ connectionId, topics }) => topics.length > 0 && !this.#hub.has(connectionId),
    );
    if (missing.length === 0) return;
    await this.#loadViewers(missing.map(({ userId }) => userId));
    for (const one of missing) this.#hub.adopt(one, one.topics, true);
  }

  async #renew(): Promise<void> {
    const { table, holder, nowMs } = this.#parts;
    const untilMs = nowMs() + LEASE_MS;
    if (await table.renewPush(holder, untilMs)) this.#leasedUntilMs = untilMs;
    else this.#end ??= 'lost';
  }

  async #mayEnd(): Promise<void> {
    const { nowMs, remainingMs, table } = this.#parts;
    this.#hub.world.forget(nowMs());
    if (remainingMs() < RESERVE_MS) this.#end ??= 'time';
    // The table does not answer: another may take the lease from now on.
    if (nowMs() > this.#leasedUntilMs - RENEW_MS / 2) this.#end ??= 'lost';
    if (this.#hub.connections > 0) this.#idleSinceMs = nowMs();
    if (nowMs() - this.#idleSinceMs < IDLE_MS) return;
    this.#idleSinceMs = nowMs();
    // Some may be connected and have not said what they want.
    if ((await table.listConnections(nowMs())).length === 0) this.#end ??= 'nobody';
  }

  async #warmUp(): Promise<void> {
    if (this.#isWarm) return;
    while (this.#end === undefined && this.#parts.nowMs() - this.#beganAtMs < WARM_UP_MS)
      await this.#parts.sleep(250);
    this.#hub.resetAll();
  }

  async #drain(): Promise<void> {
    const untilMs = this.#parts.nowMs() + DRAIN_MS;
    while (this.#hub.pending > 0 && this.#parts.nowMs() < untilMs) await this.#parts.sleep(PUMP_MS);
  }

  async #release(end: SessionEnd): Promise<SessionEnd> {
    const { table, holder, startNext } = this.#parts;
    if (end === 'lost') return end;
    // Who never began needs no connection to the database.
    if (end === 'nobody' && this.#end !== undefined)
      await this.#try('watch', () => endWatch(this.#parts.databases.write));
    const handover =
      end === 'time'
        ? writeHandover({
            seq: this.#hub.world.seq,
            newestAlert: this.#newestAlert ?? '0',
            openRuns: [...this.#openRuns],
            unserved: this.#hub.unserved(),
            states: this.#book.states,
          })
        : undefined;
    await table.releasePush(holder, handover);
    if (end === 'time') await startNext();
    return end;
  }

  async #drop(connectionId: string, userId: number, why: 'closed' | 'gone'): Promise<void> {
    await this.#try('drop', async () => {
      if (why === 'closed') await this.#parts.poster.close(connectionId);
      await this.#parts.table.removeConnection(connectionId, userId);
    });
  }

  async #report(): Promise<void> {
    const nowMs = this.#parts.nowMs();
    const intervalMs = nowMs - this.#reportedAtMs;
    this.#reportedAtMs = nowMs;
    await this.#parts.report({
      ...this.#hub.takeFigures(),
      intervalMs,
      connections: this.#hub.connections,
      users: this.#hub.users.size,
      pending: this.#hub.pending,
    });
  }

  /** Does it again and again, with a pause between the end of one and the beginning of the next. */
  async #each(everyMs: number, what: string, act: () => Promise<void>): Promise<void> {
    const stepMs = Math.min(everyMs, 250);
    let nextAtMs = this.#parts.nowMs() + everyMs;
    while (this.#end === undefined) {
      if (this.#parts.nowMs() >= nextAtMs) {
        await this.#try(what, act);
        nextAtMs = this.#parts.nowMs() + everyMs;
      }
      await this.#parts.sleep(stepMs);
    }
  }

  async #try(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#parts.onProblem(what, error);
    }
  }
}
