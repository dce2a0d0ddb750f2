import type { PushRow, SocketRow } from '../aws/live-table.ts';
import { type LiveNews, readNews } from '../contracts/live-news.ts';
import { ConnectionCheck } from './connection-check.ts';
import { type Handover, readHandover, writeHandover } from './handover.ts';
import { Hub } from './hub.ts';
import type { PushParts } from './push-parts.ts';
import { RegionNews } from './region-news.ts';
import { Rights } from './rights.ts';
import { TalkLimit } from './talk-limit.ts';
import { Watching } from './watching.ts';
import { endWatch } from './watch.ts';
import { World } from './world.ts';

/** Lost when it was not renewed for so long. */
export const LEASE_MS = 15_000;
const RENEW_MS = 4_000;
const SET_WATCHED_MS = 10_000;
/** Nobody connected for so long: there is nothing to do. */
const IDLE_MS = 20_000;
/** An execution ends with this left: before the alarm on functions that come near their time limit, 80 % of 15 minutes. */
const RESERVE_MS = 210_000;
const DRAIN_MS = 3_000;
const START_TRIES = 3;
const RECEIVERS = 2;
const RECEIVE_SECONDS = 2;
const PUMP_MS = 10;
const WARM_UP_LOOK_MS = 500;
const RIGHTS_MS = 1_000;
const REVISION_MS = 1_000;
const TERMINALS_MS = 3_000;
const RUNS_MS = 500;
const ALERTS_MS = 2_000;
const CONNECTIONS_MS = 60_000;
const DOUBTS_MS = 5_000;
const REPORT_MS = 10_000;

export type SessionEnd = 'time' | 'nobody' | 'lost';

/** One holder of the lease: it reads what was stored and said, looks into the database for the rest, and tells the connections. */
export class PushSession {
  readonly #parts: PushParts;
  readonly #hub: Hub;
  readonly #news: RegionNews;
  readonly #rights: Rights;
  readonly #check: ConnectionCheck;
  readonly #watching: Watching;
  readonly #talk = new TalkLimit();
  readonly #handover: Handover | undefined;
  /** Ends a wait for messages: who has lost the lease takes none that the next one has to hear. */
  readonly #losing = new AbortController();
  #end: SessionEnd | undefined;
  #idleSinceMs: number;
  #leasedUntilMs: number;
  #reportedAtMs: number;

  /** @param taken the lease's row as it was before */
  constructor(parts: PushParts, taken: PushRow) {
    const { nowMs, databases, poster, table } = parts;
    this.#parts = parts;
    const beganAtMs = nowMs();
    this.#idleSinceMs = beganAtMs;
    this.#leasedUntilMs = beganAtMs + LEASE_MS;
    this.#reportedAtMs = beganAtMs;
    this.#handover = readHandover(taken.handover, beganAtMs);
    this.#hub = new Hub(
      {
        nowMs,
        post: (connectionId, frame) => poster.post(connectionId, frame),
        drop: (connectionId, userId, why) => void this.#drop(connectionId, userId, why),
      },
      new World(beganAtMs, this.#handover?.seq),
    );
    const hub = this.#hub;
    this.#news = new RegionNews({ hub, databases, nowMs }, this.#handover);
    this.#rights = new Rights(hub, databases, nowMs);
    this.#watching = new Watching(databases, hub, nowMs);
    this.#check = new ConnectionCheck({
      table,
      hub,
      rights: this.#rights,
      close: (connectionId, userId) => void this.#drop(connectionId, userId, 'closed'),
      nowMs,
    });
  }

  /** @throws what the table throws; then the lease runs out by itself */
  async run(): Promise<SessionEnd> {
    const { table, nowMs } = this.#parts;
    const connections = await table.listConnections(nowMs());
    if (connections.length === 0) return this.#release('nobody');
    await this.#begin(connections);
    const pump = setInterval(() => this.#hub.pump(), PUMP_MS);
    try {
      await Promise.all([
        ...Array.from({ length: RECEIVERS }, () => this.#receive()),
        this.#each(RENEW_MS, 'lease', () => this.#renew()),
        this.#each(SET_WATCHED_MS, 'watch', () => this.#watching.keep()),
        this.#each(WARM_UP_LOOK_MS, 'warm up', () => this.#watching.warmUp()),
        this.#each(RIGHTS_MS, 'viewers', () => this.#rights.look()),
        this.#each(REVISION_MS, 'fleets', () => this.#news.lookAtFleets()),
        this.#each(TERMINALS_MS, 'terminals', () => this.#news.lookAtTerminals()),
        this.#each(RUNS_MS, 'runs', () => this.#news.lookAtRuns()),
        this.#each(ALERTS_MS, 'alerts', () => this.#news.lookAtAlerts()),
        this.#each(CONNECTIONS_MS, 'connections', () => this.#check.look()),
        this.#each(DOUBTS_MS, 'doubts', async () => {
          if (this.#check.hasDoubts) await this.#check.look();
        }),
        this.#each(REPORT_MS, 'report', () => this.#report()),
        this.#each(1_000, 'end', () => this.#mayEnd()),
      ]);
      if (this.#end === 'time') await this.#drain();
      return await this.#release(this.#end ?? 'lost');
    } finally {
      clearInterval(pump);
      this.#endWith('lost');
      await this.#report();
    }
  }

  async #begin(connections: readonly SocketRow[]): Promise<void> {
    await this.#watching.begin((error) => this.#parts.onProblem('watch', error));
    await this.#try('fleets', () => this.#news.lookAtFleets());
    const areRightsKnown = await this.#try('viewers', async () => {
      await this.#rights.admit(connections);
    });
    // A clean change of hands is not noticed; after anything else everybody reads again.
    const isNew = this.#handover === undefined;
    for (const one of connections) {
      if (areRightsKnown && !this.#rights.isGood(one))
        void this.#drop(one.connectionId, one.userId, 'closed');
      // Also those that have not asked for anything: speaking to one is how it is found out that it has ended.
      else if (isNew || one.topics.length > 0) this.#hub.adopt(one, one.topics, isNew);
    }
    this.#hub.resetOnly(this.#handover?.unserved ?? []);
    await this.#try('terminals', () => this.#news.lookAtTerminals());
    await this.#try('alerts', () => this.#news.lookAtAlerts());
  }

  async #receive(): Promise<void> {
    const { queue, sleep, onProblem } = this.#parts;
    while (this.#end === undefined) {
      try {
        const messages = await queue.receive(RECEIVE_SECONDS, this.#losing.signal);
        if (this.#losing.signal.aborted) return;
        const news = messages.flatMap(({ body }) => this.#read(body));
        const owners = news.filter((one) => one.type === 'subscribe');
        if (owners.length > 0) await this.#admit(owners);
        for (const one of news) this.#hear(one);
        this.#hub.pump();
        await queue.remove(messages);
      } catch (error) {
        if (this.#losing.signal.aborted) return;
        onProblem('queue', error);
        await sleep(500);
      }
    }
  }

  /** @throws what the database throws: who subscribes is heard when the message comes again */
  async #admit(owners: Parameters<Rights['admit']>[0]): Promise<void> {
    const fleets = await this.#rights.admit(owners);
    if (fleets.size > 0) await this.#try('terminals', () => this.#news.learnTerminals(fleets));
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

  #hear(news: LiveNews): void {
    switch (news.type) {
      case 'stored':
        this.#news.hear(news);
        return;
      case 'gap':
        this.#hub.resetAll();
        return;
      case 'gone':
        this.#hub.remove(news.connectionId);
        return;
      case 'subscribe':
        if (!this.#mayTalk(news.connectionId)) return;
        if (this.#rights.isGood(news)) this.#hub.subscribe(news, { since: undefined, ...news });
        else this.#close(news.connectionId, news.userId);
        return;
      case 'answer':
        if (!this.#mayTalk(news.connectionId)) return;
        if (!this.#hub.has(news.connectionId)) this.#check.doubt(news.connectionId);
        this.#hub.answer(
          news.connectionId,
          news.answer === 'pong' ? { type: 'pong' } : { type: 'refused', reason: news.reason },
        );
    }
  }

  #mayTalk(connectionId: string): boolean {
    const talk = this.#talk.count(connectionId, this.#parts.nowMs());
    if (talk === 'too-much') this.#close(connectionId, undefined);
    return talk === 'fine';
  }

  async #renew(): Promise<void> {
    const { table, holder, nowMs } = this.#parts;
    const untilMs = nowMs() + LEASE_MS;
    if (await table.renewPush(holder, untilMs)) this.#leasedUntilMs = untilMs;
    else this.#endWith('lost');
  }

  async #mayEnd(): Promise<void> {
    const { nowMs, remainingMs, table } = this.#parts;
    this.#hub.world.forget(nowMs());
    // The table does not answer: another may take the lease from now on.
    if (nowMs() > this.#leasedUntilMs - RENEW_MS / 2) this.#endWith('lost');
    if (remainingMs() < RESERVE_MS) {
      // What is still under way has the whole lease to come to its end.
      await this.#renew();
      this.#endWith('time');
    }
    if (this.#hub.audience.size > 0) this.#idleSinceMs = nowMs();
    if (nowMs() - this.#idleSinceMs < IDLE_MS) return;
    this.#idleSinceMs = nowMs();
    // Some may be connected and have not said what they want.
    if ((await table.listConnections(nowMs())).length === 0) this.#endWith('nobody');
  }

  /** The first word counts. */
  #endWith(end: SessionEnd): void {
    this.#end ??= end;
    if (this.#end === 'lost') this.#losing.abort();
  }

  async #drain(): Promise<void> {
    const untilMs = this.#parts.nowMs() + DRAIN_MS;
    while (this.#hub.pending > 0 && this.#parts.nowMs() < untilMs) await this.#parts.sleep(PUMP_MS);
  }

  async #release(end: SessionEnd): Promise<SessionEnd> {
    const { table, holder, databases, nowMs } = this.#parts;
    if (end === 'lost') return end;
    // Who never began needs no connection to the database.
    if (end === 'nobody' && this.#end !== undefined)
      await this.#try('watch', () => endWatch(databases.write));
    const handover =
      end === 'time'
        ? writeHandover({
            ...this.#news.known,
            leftAtMs: nowMs(),
            seq: this.#hub.world.seq,
            unserved: this.#hub.unserved(),
          })
        : undefined;
    await table.releasePush(holder, handover);
    if (end === 'time') await this.#startNext();
    return end;
  }

  /** @throws what it threw the last time; then the schedule starts one within a minute */
  async #startNext(): Promise<void> {
    const { startNext, sleep } = this.#parts;
    for (let tries = 1; tries < START_TRIES; tries += 1) {
      if (await this.#try('next', startNext)) return;
      await sleep(1_000);
    }
    await startNext();
  }

  #close(connectionId: string, userId: number | undefined): void {
    this.#hub.remove(connectionId);
    void this.#drop(connectionId, userId, 'closed');
  }

  async #drop(connectionId: string, userId: number | undefined, why: 'closed' | 'gone'): Promise<void> {
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
      connections: this.#hub.audience.size,
      users: this.#hub.audience.users.size,
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

  /** @returns false when it failed */
  async #try(what: string, act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.#parts.onProblem(what, error);
      return false;
    }
  }
}
