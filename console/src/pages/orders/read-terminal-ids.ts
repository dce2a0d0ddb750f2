import { terminalPage } from '../../../../core/api/terminals/terminal-shapes.ts';
import { api } from '../../api/session.ts';

const TERMINALS_A_PAGE = 1_000;

/** Which terminals are meant: an order that comes over the socket does not tell its terminal's fleet, groups and tags. */
export async function readTerminalIds(
  of: {
    readonly fleetId: string | undefined;
    readonly group: string | undefined;
    readonly tag: string | undefined;
  },
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const ids = new Set<number>();
  let cursor: string | undefined;
  do {
    const page = await api({
      path: '/api/terminals',
      query: { ...of, limit: TERMINALS_A_PAGE, cursor },
      answer: terminalPage,
      signal,
    });
    for (const { id } of page.terminals) ids.add(id);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return ids;
}
