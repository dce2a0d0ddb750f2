import type { BalanceNews } from '../contracts/live-news.ts';
import type { TerminalState } from '../fleet/terminals/terminal-state.ts';
import type { LiveMessage } from './live-messages.ts';
import type { Change } from './world.ts';

/** A terminal as the database has it. */
export interface PolledTerminal {
  readonly terminalId: number;
  readonly fleetId: string;
  readonly state: TerminalState;
  readonly available: string | null;
  readonly total: string | null;
  readonly version: number | null;
  readonly lastSeenAtMs: number | undefined;
}

interface Known {
  state: TerminalState | undefined;
  available: string | null | undefined;
  total: string | null | undefined;
  version: number | null | undefined;
  lastSeenAtMs: number | undefined;
  /** When its last balance was announced; the replica may not have it yet. */
  heardAtMs: number;
}

/** For so long an announced balance is believed more than the replica, which may be older. */
const HEARD_MS = 10_000;

/** What is known of the terminals, from what is announced as it is stored and from the database: their fleets, states, balances. */
export class TerminalBook {
  #fleets: ReadonlyMap<number, string> = new Map();
  readonly #known = new Map<number, Known>();

  /** Which fleet each terminal is in. */
  setFleets(fleets: ReadonlyMap<number, string>): void {
    this.#fleets = fleets;
    for (const terminalId of this.#known.keys()) if (!fleets.has(terminalId)) this.#known.delete(terminalId);
  }

  fleetOf(terminalId: number): string | undefined {
    return this.#fleets.get(terminalId);
  }

  /** States as whoever pushed before knew them: what is another now is a change. */
  remember(states: Iterable<readonly [number, TerminalState]>): void {
    for (const [terminalId, state] of states) this.#of(terminalId).state ??= state;
  }

  get states(): [number, TerminalState][] {
    return [...this.#known].flatMap(([id, { state }]) => (state === undefined ? [] : [[id, state]]));
  }

  /** @returns undefined for a terminal that is in no fleet here */
  hear(balance: BalanceNews, committedAtMs: number, nowMs: number): Change | undefined {
    const { terminalId, receivedAtMs } = balance;
    const known = this.#of(terminalId);
    if (receivedAtMs < (known.lastSeenAtMs ?? 0)) return undefined;
    known.heardAtMs = nowMs;
    known.lastSeenAtMs = receivedAtMs;
    known.available = balance.available ?? known.available;
    known.total = balance.total ?? known.total;
    known.version = balance.version ?? known.version;
    known.state = stateAfter(known.state, balance.isRunning);
    return this.#tell(terminalId, known, committedAtMs, true);
  }

  /** The task's word that a terminal fell silent; that it is back is told by its balance. */
  hearSilence(terminalId: number, changedAtMs: number, committedAtMs: number): Change | undefined {
    const known = this.#of(terminalId);
    if (changedAtMs < (known.lastSeenAtMs ?? 0) || known.state === 'paused' || known.state === 'silent')
      return undefined;
    known.state = 'silent';
    known.heardAtMs = -Infinity;
    return this.#tell(terminalId, known, committedAtMs, false);
  }

  /** What the database says. What was not known before is no change: the pages have it. */
  learn(rows: readonly PolledTerminal[], nowMs: number): Change[] {
    const changes: Change[] = [];
    for (const row of rows) {
      const isNew = !this.#known.has(row.terminalId);
      const known = this.#of(row.terminalId);
      const isHeard = nowMs - known.heardAtMs < HEARD_MS;
      let isChanged = false;
      // A pause is a person's act, and no balance says otherwise; all else may be older than what was heard.
      if (row.state !== known.state && (!isHeard || row.state === 'paused' || known.state === 'paused')) {
        isChanged = true;
        known.state = row.state;
      }
      if (row.lastSeenAtMs !== undefined && row.lastSeenAtMs > (known.lastSeenAtMs ?? 0)) {
        // Of who pushed before only the state was left: its balance was told.
        isChanged ||= known.lastSeenAtMs !== undefined;
        known.lastSeenAtMs = row.lastSeenAtMs;
        known.available = row.available;
        known.total = row.total;
        known.version = row.version;
      }
      const change = isChanged && !isNew ? this.#tell(row.terminalId, known, nowMs, false) : undefined;
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  #of(terminalId: number): Known {
    const known = this.#known.get(terminalId) ?? {
      state: undefined,
      available: undefined,
      total: undefined,
      version: undefined,
      lastSeenAtMs: undefined,
      heardAtMs: -Infinity,
    };
    this.#known.set(terminalId, known);
    return known;
  }

  #tell(terminalId: number, known: Known, happenedAtMs: number, isFleeting: boolean): Change | undefined {
    const fleetId = this.#fleets.get(terminalId);
    if (fleetId === undefined) return undefined;
    const { state, available, total, version, lastSeenAtMs } = known;
    const message: LiveMessage = {
      kind: 'terminal',
      terminalId,
      ...(state === undefined ? {} : { state }),
      ...(available === undefined ? {} : { available }),
      ...(total === undefined ? {} : { total }),
      ...(version === undefined ? {} : { version }),
      ...(lastSeenAtMs === undefined ? {} : { lastSeenAt: new Date(lastSeenAtMs).toISOString() }),
    };
    return {
      key: `terminal:${terminalId}`,
      fleetId,
      topics: ['fleet', `terminal:${terminalId}`],
      message,
      isFleeting,
      happenedAtMs,
    };
  }
}

/** A shape without a flag only says that the terminal is there. */
function stateAfter(state: TerminalState | undefined, isRunning: boolean | null): TerminalState | undefined {
  if (state === 'paused') return state;
  if (isRunning !== null) return isRunning ? 'online' : 'stopped';
  return state === 'silent' || state === 'never' ? 'online' : state;
}
