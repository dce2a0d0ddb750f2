import type { Status } from './status.ts';

/** One line of figures for people; what matters most comes first, since a narrow terminal cuts the end. */
export function formatStatusLine(status: Status): string {
  const drops = Object.entries(status.drops).map(([reason, count]) => `${reason} ${formatCount(count)}`);
  const parts = [
    `received ${formatCount(status.receivedPerS)}/s`,
    `stored ${formatCount(status.storedPerS)}/s`,
    `lag p95 ${status.lagP95Ms === undefined ? '-' : formatMs(status.lagP95Ms)}`,
    `drops ${drops.length === 0 ? '0' : drops.join(', ')}`,
    `dead letters ${formatCount(status.deadLetters)}`,
    `online ${formatCount(status.terminals.online)}/${formatCount(status.terminals.registered)}`,
    `queue ${formatCount(status.queue.waiting + status.queue.inFlight)}`,
    ...(status.spooledBatches > 0 ? [`spool ${formatCount(status.spooledBatches)}`] : []),
    `${formatCount(status.storedTotal)} stored in all`,
  ];
  return parts.join(' | ');
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
