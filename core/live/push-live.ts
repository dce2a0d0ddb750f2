import { isPushing } from './answer-socket.ts';
import type { PushParts } from './push-parts.ts';
import { LEASE_MS, PushSession, type SessionEnd } from './push-session.ts';

const LOOK_MS = 1_000;

/**
 * Speaks to every live connection of the region for as long as there is one, or this execution's time lasts. One does it at a time: who comes
 * while another one does ends at once, unless that one has stopped renewing its lease, which is waited for.
 * @returns why it ended; `another`: it never began
 */
export async function pushLive(parts: PushParts): Promise<SessionEnd | 'another'> {
  for (;;) {
    if (!(await isFree(parts))) return 'another';
    const taken = await parts.table.takePush(parts.holder, parts.nowMs() + LEASE_MS, parts.nowMs());
    if (taken === undefined) return 'another';
    const end = await new PushSession(parts, taken).run();
    if (end === 'time') return end;
    // The table did not answer for a while, or the lease was taken away: who has it now goes on, or nobody has it.
    if (end === 'lost') continue;
    // Who connected while it ended saw the lease held, and started nobody.
    if ((await parts.table.listConnections(parts.nowMs())).length === 0) return end;
  }
}

/** @returns false when another one renews the lease */
async function isFree({ table, nowMs, sleep }: PushParts): Promise<boolean> {
  const seen = await table.readPush();
  for (let row = seen; isPushing(row, nowMs()); row = await table.readPush()) {
    if (row.holder !== seen.holder || row.untilMs !== seen.untilMs) return false;
    await sleep(LOOK_MS);
  }
  return true;
}
