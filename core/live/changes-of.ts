import type { StoredNews } from '../contracts/live-news.ts';
import type { TerminalBook } from './terminal-book.ts';
import type { Change } from './world.ts';

/**
 * What a stored batch changes for those who watch.
 * @returns the changes, and the terminals whose fleet is not known: they were added a moment ago
 */
export function changesOf(
  news: StoredNews,
  book: TerminalBook,
  nowMs: number,
): { readonly changes: readonly Change[]; readonly unknown: ReadonlySet<number> } {
  const { committedAtMs: happenedAtMs } = news;
  const unknown = new Set<number>();
  const fleetOf = (terminalId: number): string | undefined => {
    const fleetId = book.fleetOf(terminalId);
    if (fleetId === undefined) unknown.add(terminalId);
    return fleetId;
  };
  const changes: (Change | undefined)[] = [
    ...news.balances.map((balance) =>
      fleetOf(balance.terminalId) === undefined ? undefined : book.hear(balance, happenedAtMs, nowMs),
    ),
    ...news.liveness.map(({ terminalId, isOnline, changedAtMs }) =>
      isOnline || fleetOf(terminalId) === undefined
        ? undefined
        : book.hearSilence(terminalId, changedAtMs, happenedAtMs),
    ),
    ...news.orders.map(({ fleetId, version, isDeleted, order }): Change => ({
      key: `order:${order.terminalId}:${order.orderId}`,
      fleetId,
      topics: ['orders', `terminal:${order.terminalId}`],
      message: { kind: 'order', order, version, isDeleted },
      rank: version,
      happenedAtMs,
    })),
    ...news.errors.map((error, index): Change | undefined => {
      const { terminalId, text, symbol, code, receivedAtMs } = error;
      const fleetId = fleetOf(terminalId);
      if (fleetId === undefined) return undefined;
      return {
        key: `error:${news.id}:${index}`,
        fleetId,
        topics: [`terminal:${terminalId}`],
        message: {
          kind: 'error',
          terminalId,
          text,
          symbol,
          code,
          receivedAt: new Date(receivedAtMs).toISOString(),
        },
        happenedAtMs,
      };
    }),
    ...news.charts.map(({ terminalId, orderId, receivedAtMs }): Change | undefined => {
      const fleetId = fleetOf(terminalId);
      if (fleetId === undefined) return undefined;
      return {
        key: `chart:${terminalId}:${orderId}`,
        fleetId,
        topics: [`terminal:${terminalId}`],
        message: { kind: 'chart', terminalId, orderId, receivedAt: new Date(receivedAtMs).toISOString() },
        happenedAtMs,
      };
    }),
  ];
  return { changes: changes.filter((change) => change !== undefined), unknown };
}
