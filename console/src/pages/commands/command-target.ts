import type { TerminalState } from '../../../../core/fleet/terminals/terminal-state.ts';

/** Whom a command is for, as it is chosen on the page. */
export type CommandTarget =
  | { readonly kind: 'terminals'; readonly ids: ReadonlySet<number> }
  | { readonly kind: 'group' | 'tag'; readonly name: string; readonly fleetId: string | undefined }
  | { readonly kind: 'all'; readonly fleetId: string | undefined };

/** What the picker has to know of a terminal. */
export interface TargetTerminal {
  readonly id: number;
  readonly fleetId: string;
  readonly name: string;
  readonly state: TerminalState;
  readonly groups: readonly string[];
  readonly tags: readonly string[];
}

export interface TargetCount {
  /** Those that the command goes to. */
  readonly count: number;
  /** Chosen as well, and left out: the system does not speak to paused ones. */
  readonly paused: number;
  /** Of those that it goes to, not heard at this moment: they will hardly answer. */
  readonly unheard: number;
  /** More than one: the fleet has to be named. */
  readonly fleetIds: readonly string[];
}

/**
 * Ids of as many terminals as fit into one request (64 KB), at up to seven digits. A whole fleet of them is named by `all`.
 */
export const MAX_CHOSEN = 7_500;

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export function isChosen(target: CommandTarget, terminal: TargetTerminal): boolean {
  if (target.kind === 'terminals') return target.ids.has(terminal.id);
  if (target.fleetId !== undefined && target.fleetId !== terminal.fleetId) return false;
  if (target.kind === 'all') return true;
  const labels = target.kind === 'group' ? terminal.groups : terminal.tags;
  return labels.some((label) => same(label, target.name));
}

export function countTarget(target: CommandTarget, terminals: readonly TargetTerminal[]): TargetCount {
  const chosen = terminals.filter((terminal) => isChosen(target, terminal));
  const usable = chosen.filter(({ state }) => state !== 'paused');
  return {
    count: usable.length,
    paused: chosen.length - usable.length,
    unheard: usable.filter(({ state }) => state === 'silent' || state === 'never').length,
    fleetIds: [...new Set(usable.map(({ fleetId }) => fleetId))],
  };
}

/** Fields of a request's body. */
export function targetFields(target: CommandTarget): Readonly<Record<string, unknown>> {
  if (target.kind === 'terminals') return { terminalIds: [...target.ids].sort((one, other) => one - other) };
  const fleet = target.fleetId === undefined ? {} : { fleetId: target.fleetId };
  return target.kind === 'all' ? { all: true, ...fleet } : { [target.kind]: target.name, ...fleet };
}

/** Labels of the terminals with how many have them, by name; the same name in other letters is one label. */
export function countLabels(
  terminals: readonly TargetTerminal[],
  kind: 'group' | 'tag',
): readonly { readonly name: string; readonly count: number }[] {
  const found = new Map<string, { name: string; count: number }>();
  for (const terminal of terminals)
    for (const name of kind === 'group' ? terminal.groups : terminal.tags) {
      const key = name.toLowerCase();
      const label = found.get(key) ?? { name, count: 0 };
      label.count += 1;
      found.set(key, label);
    }
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name));
}

/** Terminals whose name or label has every word of the search. */
export function searchTerminals<T extends TargetTerminal>(
  terminals: readonly T[],
  search: string,
): readonly T[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return terminals;
  return terminals.filter(({ id, name, groups, tags }) => {
    const text = [name, String(id), ...groups, ...tags].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** `?ids=1,2`, `?group=Binance`, `?tag=test`, `?all=1`: how other pages and bookmarks choose. */
export function readTarget(query: URLSearchParams): CommandTarget | undefined {
  const fleetId = /^\d{1,19}$/.exec(query.get('fleet') ?? '')?.[0];
  const ids = query.get('ids');
  if (ids !== null) {
    const numbers = ids.split(',').filter((text) => /^[1-9]\d{0,14}$/.test(text));
    return { kind: 'terminals', ids: new Set(numbers.map(Number)) };
  }
  for (const kind of ['group', 'tag'] as const) {
    const name = query.get(kind);
    if (name !== null && name !== '') return { kind, name, fleetId };
  }
  return query.has('all') ? { kind: 'all', fleetId } : undefined;
}

/** The part of an address that leads back to a target; undefined for one that no address holds. */
export function writeTarget(target: CommandTarget): URLSearchParams | undefined {
  const query = new URLSearchParams();
  if (target.kind === 'terminals') {
    if (target.ids.size > MAX_IDS_IN_ADDRESS) return undefined;
    if (target.ids.size > 0) query.set('ids', [...target.ids].join(','));
    return query;
  }
  query.set(target.kind, target.kind === 'all' ? '1' : target.name);
  if (target.fleetId !== undefined) query.set('fleet', target.fleetId);
  return query;
}

/** Longer addresses are cut by proxies and chats. */
const MAX_IDS_IN_ADDRESS = 200;
