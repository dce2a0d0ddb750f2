import { pageTerminals } from '../../terminals/page-terminals.ts';

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
  for await (const terminals of pageTerminals(of, signal)) for (const { id } of terminals) ids.add(id);
  return ids;
}
