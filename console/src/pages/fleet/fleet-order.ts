import type { TerminalState } from '../../../../core/fleet/terminals/terminal-state.ts';
import type { FleetRow } from './fleet-rows.ts';

export interface FleetFilter {
  /** A part of the name, the host, a group or a tag. */
  readonly search: string;
  readonly state: TerminalState | undefined;
  readonly group: string | undefined;
  readonly tag: string | undefined;
}

export type SortColumn =
  'name' | 'state' | 'available' | 'total' | 'currency' | 'profit' | 'version' | 'lastSeenAt' | 'host';

/** "sim-9" comes before "sim-10". One for all: making it costs more than a comparison. */
export const NAMES = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Whether a row passes. */
export function matcherOf({ search, state, group, tag }: FleetFilter): (row: FleetRow) => boolean {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  const [wantedGroup, wantedTag] = [group?.toLowerCase(), tag?.toLowerCase()];
  return ({ terminal }) => {
    if (state !== undefined && terminal.state !== state) return false;
    if (wantedGroup !== undefined && !terminal.groups.some((name) => name.toLowerCase() === wantedGroup))
      return false;
    if (wantedTag !== undefined && !terminal.tags.some((name) => name.toLowerCase() === wantedTag))
      return false;
    if (words.length === 0) return true;
    const text = [terminal.name, terminal.host, ...terminal.groups, ...terminal.tags]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

type SortKey = string | number | null;

/** What needs somebody's eye comes first. */
const STATE_ORDER: readonly TerminalState[] = ['silent', 'stopped', 'never', 'paused', 'online'];
const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

export const KEYS: Readonly<Record<string, ((row: FleetRow) => SortKey) | undefined>> = {
  name: ({ terminal }) => terminal.name,
  host: ({ terminal }) => terminal.host,
  state: ({ terminal }) => STATE_ORDER.indexOf(terminal.state),
  available: ({ terminal }) => numberOf(terminal.available),
  total: ({ terminal }) => numberOf(terminal.total),
  currency: ({ terminal }) => terminal.currency,
  profit: ({ profits }) => profits[0]?.profit ?? null,
  version: ({ terminal }) => terminal.version,
  lastSeenAt: ({ terminal }) => (terminal.lastSeenAt === null ? null : Date.parse(terminal.lastSeenAt)),
} satisfies Readonly<Record<SortColumn, (row: FleetRow) => SortKey>>;

/** What is not known stands last, whichever way it is sorted. */
export function compareKeys(one: SortKey, other: SortKey, turn: 1 | -1): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === 'string' && typeof other === 'string') return turn * NAMES.compare(one, other);
  return turn * (Number(one) - Number(other));
}
