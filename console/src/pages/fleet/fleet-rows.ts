import type * as z from 'zod';
import type { listedTerminal, profitToday } from '../../../../core/api/terminals/terminal-shapes.ts';
import { TERMINAL_STATES, type TerminalState } from '../../../../core/fleet/terminals/terminal-state.ts';
import type { LiveMessage } from '../../../../core/live/live-messages.ts';
import { compareKeys, type FleetFilter, KEYS, matcherOf, NAMES } from './fleet-order.ts';

type ListedTerminal = z.infer<typeof listedTerminal>;
type ProfitRow = z.infer<typeof profitToday>['rows'][number];

/** What was closed today in one currency. */
export interface DayProfit {
  readonly currency: string | null;
  readonly profit: number;
  readonly orders: number;
}

export interface FleetRow {
  readonly id: number;
  readonly terminal: ListedTerminal;
  /** Real money only, the largest first. */
  readonly profits: readonly DayProfit[];
  readonly emulated: readonly DayProfit[];
}

export interface CurrencySum {
  readonly currency: string | null;
  readonly amount: number;
}

export interface FleetSums {
  readonly count: number;
  readonly byState: Readonly<Record<TerminalState, number>>;
  readonly total: readonly CurrencySum[];
  readonly available: readonly CurrencySum[];
  readonly profit: readonly CurrencySum[];
  readonly emulated: readonly CurrencySum[];
}

const NO_PROFIT: readonly DayProfit[] = [];
const ORDER_MS = 1_000;

/** All terminals that the page shows, as last heard; made for thousands of changes a second. */
export class FleetRows {
  readonly #rows = new Map<number, FleetRow>();
  /** Grows when terminals come, go, or are named or grouped otherwise. */
  #listVersion = 0;
  #order: { readonly key: string; readonly atMs: number; readonly ids: readonly number[] } = {
    key: '',
    atMs: 0,
    ids: [],
  };
  #nameRanks: { readonly version: number; readonly ranks: ReadonlyMap<number, number> } = {
    version: -1,
    ranks: new Map(),
  };
  #labels: { readonly version: number; readonly groups: string[]; readonly tags: string[] } = {
    version: -1,
    groups: [],
    tags: [],
  };
  #profits = new Map<number, Pick<FleetRow, 'profits' | 'emulated'>>();

  get size(): number {
    return this.#rows.size;
  }

  /** Pages of the list; once all are read, what is not among them is gone. */
  put(terminals: readonly ListedTerminal[]): void {
    for (const terminal of terminals) {
      const before = this.#rows.get(terminal.id)?.terminal;
      if (before === undefined || isOtherwise(before, terminal)) this.#listVersion += 1;
      this.#set(terminal);
    }
  }

  keepOnly(ids: ReadonlySet<number>): void {
    for (const id of this.#rows.keys()) {
      if (ids.has(id)) continue;
      this.#rows.delete(id);
      this.#listVersion += 1;
    }
  }

  /** @returns whether something that is shown has changed, and whether a terminal spoke that the list does not have: it was just added */
  apply(messages: readonly LiveMessage[]): { readonly hasChanged: boolean; readonly hasNew: boolean } {
    let [hasChanged, hasNew] = [false, false];
    for (const message of messages) {
      if (message.kind !== 'terminal') continue;
      const row = this.#rows.get(message.terminalId);
      if (row === undefined) {
        hasNew = true;
        continue;
      }
      this.#set(withNews(row.terminal, message));
      hasChanged = true;
    }
    return { hasChanged, hasNew };
  }

  setProfit(rows: readonly ProfitRow[]): void {
    const found = new Map<number, { profits: DayProfit[]; emulated: DayProfit[] }>();
    for (const { terminalId, currency, isEmulator, profit, orders } of rows) {
      const of = found.get(terminalId) ?? { profits: [], emulated: [] };
      of[isEmulator ? 'emulated' : 'profits'].push({ currency, profit: Number(profit), orders });
      found.set(terminalId, of);
    }
    for (const of of found.values())
      of.profits.sort((one, other) => Math.abs(other.profit) - Math.abs(one.profit));
    this.#profits = found;
    for (const { terminal } of this.#rows.values()) this.#set(terminal);
  }

  /**
   * Rows in their order. What changes live does not move a row more than once a second: nobody could read it, and sorting 10,000 costs
   * more than drawing what is in sight.
   * @param nowMs of any clock
   */
  select(
    filter: FleetFilter,
    sort: { readonly column: string; readonly isDescending: boolean },
    nowMs: number,
  ): readonly FleetRow[] {
    const key = JSON.stringify([filter, sort.column, sort.isDescending, this.#listVersion]);
    if (this.#order.key !== key || nowMs - this.#order.atMs >= ORDER_MS)
      this.#order = { key, atMs: nowMs, ids: this.#sort(filter, sort).map(({ id }) => id) };
    return this.#order.ids.flatMap((id) => this.#rows.get(id) ?? []);
  }

  #sort(
    filter: FleetFilter,
    sort: { readonly column: string; readonly isDescending: boolean },
  ): readonly FleetRow[] {
    const found = [...this.#rows.values()].filter(matcherOf(filter));
    const ranks = sort.column in KEYS && sort.column !== 'name' ? undefined : this.#rankNames();
    const key = KEYS[sort.column];
    const turn = sort.isDescending ? -1 : 1;
    // Reading a key from text 10,000 times costs less than in each of 130,000 comparisons.
    const keyed = found.map((row) => ({ row, key: ranks?.get(row.id) ?? key?.(row) ?? null }));
    keyed.sort((one, other) => compareKeys(one.key, other.key, turn) || one.row.id - other.row.id);
    return keyed.map(({ row }) => row);
  }

  /** Comparing names as people do is slow, and they hardly change. */
  #rankNames(): ReadonlyMap<number, number> {
    if (this.#nameRanks.version !== this.#listVersion) {
      const sorted = [...this.#rows.values()].sort((one, other) =>
        NAMES.compare(one.terminal.name, other.terminal.name),
      );
      const ranks = new Map<number, number>();
      let [rank, before] = [0, ''];
      for (const { id, terminal } of sorted) {
        if (NAMES.compare(before, terminal.name) !== 0) rank += 1;
        before = terminal.name;
        ranks.set(id, rank);
      }
      this.#nameRanks = { version: this.#listVersion, ranks };
    }
    return this.#nameRanks.ranks;
  }

  sums(rows: Iterable<FleetRow> = this.#rows.values()): FleetSums {
    const byState = Object.fromEntries(TERMINAL_STATES.map((state) => [state, 0])) as Record<
      TerminalState,
      number
    >;
    const [total, available, profit, emulated] = [new Sums(), new Sums(), new Sums(), new Sums()];
    let count = 0;
    for (const row of rows) {
      const { terminal } = row;
      count += 1;
      byState[terminal.state] += 1;
      if (terminal.total !== null) total.add(terminal.currency, Number(terminal.total));
      if (terminal.available !== null) available.add(terminal.currency, Number(terminal.available));
      for (const each of row.profits) profit.add(each.currency, each.profit);
      for (const each of row.emulated) emulated.add(each.currency, each.profit);
    }
    return {
      count,
      byState,
      total: total.list(),
      available: available.list(),
      profit: profit.list(),
      emulated: emulated.list(),
    };
  }

  /** Every group and tag that some terminal has, by name. */
  labels(kind: 'groups' | 'tags'): readonly string[] {
    if (this.#labels.version !== this.#listVersion) {
      const namesOf = (of: 'groups' | 'tags'): string[] =>
        [...new Set([...this.#rows.values()].flatMap(({ terminal }) => terminal[of]))].sort((one, other) =>
          NAMES.compare(one, other),
        );
      this.#labels = { version: this.#listVersion, groups: namesOf('groups'), tags: namesOf('tags') };
    }
    return this.#labels[kind];
  }

  #set(terminal: ListedTerminal): void {
    const { profits, emulated } = this.#profits.get(terminal.id) ?? {
      profits: NO_PROFIT,
      emulated: NO_PROFIT,
    };
    this.#rows.set(terminal.id, { id: terminal.id, terminal, profits, emulated });
  }
}

class Sums {
  readonly #amounts = new Map<string | null, number>();

  add(currency: string | null, amount: number): void {
    this.#amounts.set(currency, (this.#amounts.get(currency) ?? 0) + amount);
  }

  /** What has no name stands last. */
  list(): CurrencySum[] {
    return [...this.#amounts]
      .map(([currency, amount]) => ({ currency, amount }))
      .sort((one, other) => (one.currency ?? '\uffff').localeCompare(other.currency ?? '\uffff'));
  }
}

/** In something that is no part of what comes live. */
function isOtherwise(one: ListedTerminal, other: ListedTerminal): boolean {
  return (
    one.name !== other.name ||
    one.host !== other.host ||
    one.groups.join('\n') !== other.groups.join('\n') ||
    one.tags.join('\n') !== other.tags.join('\n')
  );
}

type TerminalNews = Extract<LiveMessage, { kind: 'terminal' }>;

/** Only what is known is told. */
function withNews(terminal: ListedTerminal, news: TerminalNews): ListedTerminal {
  const { state, available, total, version, lastSeenAt } = news;
  return {
    ...terminal,
    state: state ?? terminal.state,
    available: available === undefined ? terminal.available : available,
    total: total === undefined ? terminal.total : total,
    version: version === undefined ? terminal.version : version,
    lastSeenAt: lastSeenAt ?? terminal.lastSeenAt,
  };
}
