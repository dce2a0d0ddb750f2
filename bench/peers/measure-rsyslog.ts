import { setTimeout as sleep } from 'node:timers/promises';
import { findSustainedRate } from '../load/find-sustained-rate.ts';
import type { SenderProcess } from '../load/start-sender.ts';
import type { RsyslogPeer } from './rsyslog.ts';

/** One load on rsyslog and what it did with it. */
export interface RsyslogProbe {
  readonly offeredPerS: number;
  readonly sent: number;
  readonly stored: number;
  readonly lost: number;
  readonly kernelDrops: number;
  /** Rows in the table over the time from the first datagram to the last row. */
  readonly storedPerS: number;
  /** From the last datagram to the last row. */
  readonly drainMs: number;
}

export interface RsyslogMeasurement {
  /** Highest rate without a lost datagram at which the queue did not grow; 0 when there was none. */
  readonly sustainedPerS: number;
  /** Rows a second while it had more than enough to do, lost ones not counted. */
  readonly saturatedPerS: number;
  readonly probes: readonly RsyslogProbe[];
}

export interface RsyslogMeasureOptions {
  readonly peer: RsyslogPeer;
  readonly sender: SenderProcess;
  /** Length of a probe. */
  readonly seconds: number;
  readonly startPerS: number;
}

/** A rate holds when nothing is lost and the last row is there this soon after the last datagram. */
const DRAIN_LIMIT_MS = 1_000;
/** A sender that did not keep its rate proves nothing about the receiver. */
const ACHIEVED_SHARE = 0.97;
const POLL_MS = 50;
/** No new row for so long: what is missing is lost. */
const QUIET_MS = 2_000;

/** Finds rsyslog's rate with the same sender that Telefleet is measured with; plain JSON, since ompgsql takes text only. */
export async function measureRsyslog(options: RsyslogMeasureOptions): Promise<RsyslogMeasurement> {
  const found = await findSustainedRate(
    async (ratePerS) => {
      const { result, achievedPerS } = await probeRsyslog(options, ratePerS);
      const holds =
        result.lost === 0 && result.drainMs <= DRAIN_LIMIT_MS && achievedPerS >= ratePerS * ACHIEVED_SHARE;
      return { holds, result };
    },
    { startPerS: options.startPerS, tolerance: 1.06, maxProbes: 6, triesPerRate: 2 },
  );
  const overloaded = found.probes.filter((probe) => !probe.holds).map(({ result }) => result.storedPerS);
  return {
    sustainedPerS: found.ratePerS,
    saturatedPerS: Math.round(Math.max(0, ...overloaded)),
    probes: found.probes.map(({ result }) => result),
  };
}

async function probeRsyslog(
  { peer, sender, seconds }: RsyslogMeasureOptions,
  ratePerS: number,
): Promise<{ result: RsyslogProbe; achievedPerS: number }> {
  await peer.reset();
  const dropsBefore = await peer.kernelDrops();
  let startedMs = 0;
  const done = await sender.run(
    { ratePerS, seconds, style: 'plain', port: peer.udpPort },
    () => (startedMs = performance.now()),
  );
  const endedMs = performance.now();
  const { stored, lastRowMs } = await waitUntilStored(peer, done.sent, endedMs);
  const result = {
    offeredPerS: ratePerS,
    sent: done.sent,
    stored,
    lost: done.sent - stored,
    kernelDrops: (await peer.kernelDrops()) - dropsBefore,
    storedPerS: Math.round((stored * 1000) / (lastRowMs - startedMs)),
    drainMs: Math.round(lastRowMs - endedMs),
  };
  return { result, achievedPerS: done.achievedPerS };
}

/** Waits for all rows, or until nothing more comes. Counting reads the table, so it is done only when the table rests. */
async function waitUntilStored(
  peer: RsyslogPeer,
  sent: number,
  endedMs: number,
): Promise<{ stored: number; lastRowMs: number }> {
  let bytes = await peer.storedBytes();
  let lastRowMs = endedMs;
  for (;;) {
    await sleep(POLL_MS);
    const now = await peer.storedBytes();
    if (now > bytes) {
      bytes = now;
      lastRowMs = performance.now();
      continue;
    }
    const stored = await peer.storedRows();
    if (stored >= sent || performance.now() - lastRowMs > QUIET_MS) return { stored, lastRowMs };
  }
}
