/** How one run of the sender went. */
export interface OpenLoopResult {
  readonly sent: number;
  /** Over the time from the first to the last datagram. */
  readonly achievedPerS: number;
  /** How long after its time on the schedule a datagram was sent at worst. */
  readonly worstLatenessMs: number;
}

export interface OpenLoopClock {
  readonly nowMs: () => number;
  /** Comes back after about a millisecond, or as soon as it can when the schedule is behind. */
  readonly wait: (isBehind: boolean) => Promise<void>;
}

/** Below this nobody is behind: it is the grain of the timer. */
const BEHIND_MS = 2;

/**
 * Sends by a schedule that waits for nothing: datagram n goes out at n / rate after the start, and what is late goes out at
 * once. A receiver that slows down cannot slow the sender, so what it loses is seen.
 * @param send puts datagram n on the wire
 */
export async function sendOpenLoop(
  count: number,
  ratePerS: number,
  send: (n: number) => void,
  clock: OpenLoopClock,
): Promise<OpenLoopResult> {
  const perMs = ratePerS / 1000;
  const startMs = clock.nowMs();
  let sent = 0;
  let worstLatenessMs = 0;
  let lastMs = startMs;
  while (sent < count) {
    const elapsedMs = clock.nowMs() - startMs;
    const due = Math.min(count, Math.floor(elapsedMs * perMs) + 1);
    const latenessMs = elapsedMs - sent / perMs;
    if (sent < due) worstLatenessMs = Math.max(worstLatenessMs, latenessMs);
    for (; sent < due; sent += 1) send(sent);
    lastMs = clock.nowMs();
    if (sent < count) await clock.wait(lastMs - startMs - sent / perMs > BEHIND_MS);
  }
  const tookMs = Math.max(lastMs - startMs, 1);
  return { sent, achievedPerS: (sent * 1000) / tookMs, worstLatenessMs };
}
