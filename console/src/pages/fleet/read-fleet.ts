import { profitToday } from '../../../../core/api/terminals/terminal-shapes.ts';
import { api } from '../../api/session.ts';
import { pageTerminals } from '../../terminals/page-terminals.ts';
import { timeZone } from '../../texts/language.ts';
import type { FleetRows } from './fleet-rows.ts';

/** All terminals, a page after the other; those that were read are in the rows at once. */
export async function readFleet(rows: FleetRows, onPage: () => void, signal: AbortSignal): Promise<void> {
  const seen = new Set<number>();
  for await (const terminals of pageTerminals({}, signal)) {
    rows.put(terminals);
    for (const { id } of terminals) seen.add(id);
    onPage();
  }
  rows.keepOnly(seen);
  onPage();
}

export async function readProfit(rows: FleetRows, signal: AbortSignal): Promise<void> {
  const { rows: profits } = await api({
    path: '/api/terminals/profit-today',
    query: { timeZone: timeZone.peek() },
    answer: profitToday,
    signal,
  });
  rows.setProfit(profits);
}
