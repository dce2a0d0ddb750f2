import { terminalPage, profitToday } from '../../../../core/api/terminals/terminal-shapes.ts';
import { api } from '../../api/session.ts';
import { timeZone } from '../../texts/language.ts';
import type { FleetRows } from './fleet-rows.ts';

const PAGE = 1_000;

/** All terminals, a page after the other; those that were read are in the rows at once. */
export async function readFleet(rows: FleetRows, onPage: () => void, signal: AbortSignal): Promise<void> {
  const seen = new Set<number>();
  let cursor: string | undefined;
  do {
    const page = await api({
      path: '/api/terminals',
      query: { limit: PAGE, cursor },
      answer: terminalPage,
      signal,
    });
    rows.put(page.terminals);
    for (const { id } of page.terminals) seen.add(id);
    cursor = page.nextCursor;
    onPage();
  } while (cursor !== undefined);
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
