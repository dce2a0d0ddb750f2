import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has had at once. From /proc, since `maxRSS` of getrusage begins with what the parent had when it made the
 * process; where there is no /proc, what it has now.
 */
export function peakMemoryBytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1_024;
  } catch {
    // Not Linux.
  }
  return process.memoryUsage.rss();
}
