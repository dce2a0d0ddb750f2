import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../core/database/pool.ts';
import type { Logger } from 'pino';
import { canonicalHost } from '../core/fleet/terminal-address.ts';
import { isAllowedAddress, type TerminalNetworks } from '../core/fleet/terminals/allowed-address.ts';
import {
  compareRegistry,
  readTerminals,
  readTerminalsRevision,
  type RegistryChange,
  type RegistryView,
  type TerminalRow,
  viewRegistry,
} from '../core/fleet/terminal-registry.ts';

/** A change takes effect within 5 s: one second of polling, the rest is for the database and the resolver. */
const POLL_MS = 1_000;

/** Names are asked again at this interval, so that a terminal that moved is found without anybody's help. */
const RESOLVE_MS = 30_000;

const CONCURRENT_LOOKUPS = 32;

/**
 * Follows the table `terminals`: each change is given on as what was removed and added. While the database is away the last known
 * terminals stay.
 */
export class RegistryFollower {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #onChange: (change: RegistryChange) => void;
  readonly #networks: TerminalNetworks;
  readonly #addresses = new Map<string, string>();
  #rows: readonly TerminalRow[] = [];
  #revision: string | undefined;
  #view: RegistryView = { terminals: new Map(), unresolved: [], conflicting: [], forbidden: [] };
  #resolvedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    database: Database,
    log: Logger,
    onChange: (change: RegistryChange) => void,
    networks: TerminalNetworks,
  ) {
    this.#database = database;
    this.#log = log;
    this.#onChange = onChange;
    this.#networks = networks;
  }

  get view(): RegistryView {
    return this.#view;
  }

  /** Reads the terminals, as often as it takes, and goes on following them. */
  async start(): Promise<void> {
    while (!this.#isLoaded() && !this.#stopped) {
      await this.#poll();
      if (!this.#isLoaded()) await delay(POLL_MS);
    }
    this.#timer = setInterval(() => {
      this.#polling = this.#polling.then(() => this.#poll());
    }, POLL_MS);
  }

  #isLoaded(): boolean {
    return this.#revision !== undefined;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#polling;
  }

  async #poll(): Promise<void> {
    if (this.#stopped) return;
    try {
      const revision = await readTerminalsRevision(this.#database);
      const isChanged = revision !== this.#revision;
      if (isChanged) this.#rows = await readTerminals(this.#database);
      const isStale = Date.now() - this.#resolvedAtMs >= RESOLVE_MS;
      if (isChanged || isStale) await this.#resolve(isStale);
      this.#revision = revision;
      if (isChanged || isStale) this.#publish();
    } catch (error) {
      this.#log.warn({ err: error }, 'terminals cannot be read; the last known ones stay');
    }
  }

  async #resolve(everything: boolean): Promise<void> {
    const names: string[] = [];
    for (const host of new Set(this.#rows.map((row) => canonicalHost(row.host)))) {
      if (isIPv4(host)) this.#addresses.set(host, host);
      else if (everything || !this.#addresses.has(host)) names.push(host);
    }
    if (everything) this.#resolvedAtMs = Date.now();
    for (let at = 0; at < names.length; at += CONCURRENT_LOOKUPS) {
      await Promise.all(names.slice(at, at + CONCURRENT_LOOKUPS).map((name) => this.#resolveName(name)));
    }
  }

  async #resolveName(name: string): Promise<void> {
    try {
      const { address } = await lookup(name, { family: 4 });
      this.#addresses.set(name, address);
    } catch (error) {
      // An address that was right a minute ago is better than none.
      if (!this.#addresses.has(name)) this.#log.warn({ err: error, host: name }, 'host name has no address');
    }
  }

  #publish(): void {
    const isAllowed = (address: string): boolean => isAllowedAddress(address, this.#networks);
    const view = viewRegistry(this.#rows, this.#addresses, isAllowed, this.#view.terminals);
    const change = compareRegistry(this.#view.terminals, view.terminals);
    for (const id of view.conflicting.filter((one) => !this.#view.conflicting.includes(one))) {
      this.#log.error({ terminalId: id }, 'terminal refused: another one has the same address and port');
    }
    for (const id of view.forbidden.filter((one) => !this.#view.forbidden.includes(one))) {
      this.#log.error({ terminalId: id }, 'terminal refused: its host leads where no terminal may be');
    }
    this.#view = view;
    if (change.added.length > 0 || change.removed.length > 0) this.#onChange(change);
  }
}
