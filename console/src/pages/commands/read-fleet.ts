import type * as z from 'zod';
import { type listedTerminal, terminalPage } from '../../../../core/api/terminals/terminal-shapes.ts';
import { api } from '../../api/session.ts';

export type ListedTerminal = z.infer<typeof listedTerminal>;

const PAGE = 1_000;

/** Every terminal of the person's fleets, by name as people sort them. */
export async function readFleet(signal: AbortSignal): Promise<readonly ListedTerminal[]> {
  const terminals: ListedTerminal[] = [];
  let cursor: string | undefined;
  do {
    const page = await api({
      path: '/api/terminals',
      query: { limit: PAGE, cursor },
      answer: terminalPage,
      signal,
    });
    terminals.push(...page.terminals);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const order = new Intl.Collator(undefined, { numeric: true });
  return terminals.sort((one, other) => order.compare(one.name, other.name) || one.id - other.id);
}
