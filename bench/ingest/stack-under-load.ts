import { setTimeout as delay } from 'node:timers/promises';
import { registerTerminals } from '../../local/register-terminals.ts';
import type { Stack } from '../../local/stack.ts';
import { cpuSecondsOf, peakRssMbOf } from './process-usage.ts';
import { startBenchStack } from '../load/bench-stack.ts';
import { type SenderProcess, startSender } from '../load/start-sender.ts';
import { waitFor } from '../load/wait-for.ts';

/** What a run at one rate came to. */
export interface LoadResult {
  readonly ratePerS: number;
  readonly achievedPerS: number;
  readonly sent: number;
  /** Rows of `datagram_log` that the run added. */
  readonly stored: number;
  readonly lost: number;
  readonly drops: Readonly<Record<string, number>>;
  /** From the last datagram sent to the last row committed. */
  readonly drainMs: number;
  readonly lagP95Ms: number | undefined;
  readonly cpuSeconds: Readonly<Record<string, number>>;
  readonly senderCpuSeconds: number;
  readonly worstLatenessMs: number;
}

export interface StackUnderLoad {
  readonly stack: Stack;
  readonly sender: SenderProcess;
  run(load: {
    readonly ratePerS: number;
    readonly seconds: number;
    readonly style: 'plain' | 'gzip';
  }): Promise<LoadResult>;
  peakRssMb(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

const POLL_MS = 20;

/** A backlog that needs longer than this is not drained by a system that keeps up. */
const DRAIN_LIMIT_MS = 30_000;
const STILL_MS = 2_000;

/** The whole local system, without a standby and a simulator, and a sender whose sources are registered as terminals. */
export async function startStackUnderLoad(
  sources: number,
  ingestEnv: Readonly<Record<string, string>> = {},
  firstOrderId = 1,
): Promise<StackUnderLoad> {
  const { stack, database, stop } = await startBenchStack({ terminals: 0, ingestEnv });
  const sender = await startSender({ sources, firstOrderId });
  await registerTerminals(
    stack.addresses.databaseUrl,
    stack.terminalKey,
    sender.ports.map((port, index) => ({ name: `load-${index + 1}`, host: '127.0.0.1', port, password: '' })),
  );
  await waitFor('sources registered', 15_000, () => stack.status().terminals.registered === sources);

  const countRows = async (): Promise<number> => {
    const { rows } = await database.query<{ count: string }>('select count(*) from datagram_log');
    return Number(rows[0]?.count);
  };

  return {
    stack,
    sender,
    peakRssMb: () =>
      Object.fromEntries(
        Object.entries(stack.pids).map(([name, pid]) => [name, Math.round(peakRssMbOf(pid))]),
      ),
    async run({ ratePerS, seconds, style }) {
      const rowsBefore = await countRows();
      const { loggedTotal: storedBefore, deadLetters: deadBefore, drops: dropsBefore } = stack.status();
      const cpuOf = (): Record<string, number> =>
        Object.fromEntries(
          Object.entries(stack.pids).map(([name, pid]) => [
            name,
            name === 'runner' ? cpuSecondsOfRunner() : cpuSecondsOf(pid),
          ]),
        );
      let cpuBefore: Record<string, number> = {};
      const sent = await sender.run({ ratePerS, seconds, style, port: stack.addresses.udpPort }, () => {
        cpuBefore = cpuOf();
      });
      const sentAt = performance.now();
      const { lagP95Ms } = stack.status();
      const target = storedBefore + sent.sent;
      const dropped = (): number =>
        sumOf(stack.status().drops) - sumOf(dropsBefore) + stack.status().deadLetters - deadBefore;
      await waitForDrain(
        () => stack.status().loggedTotal + dropped() >= target,
        () => stack.status().loggedTotal,
      );
      const drainMs = performance.now() - sentAt;
      const cpuAfter = cpuOf();
      const stored = (await countRows()) - rowsBefore;
      return {
        ratePerS,
        achievedPerS: Math.round(sent.achievedPerS),
        sent: sent.sent,
        stored,
        lost: sent.sent - stored,
        drops: difference(stack.status().drops, dropsBefore),
        drainMs: Math.round(drainMs),
        lagP95Ms,
        cpuSeconds: difference(cpuAfter, cpuBefore),
        senderCpuSeconds: sent.cpuSeconds,
        worstLatenessMs: sent.worstLatenessMs,
      };
    },
    async stop() {
      await sender.stop();
      await stop();
    },
  };
}

function cpuSecondsOfRunner(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function difference(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const entries = Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value > 0));
}

/** Waits until the backlog is drained, it takes too long, or `progress` has stood still for so long. */
async function waitForDrain(isDrained: () => boolean, progress: () => number): Promise<void> {
  const deadline = performance.now() + DRAIN_LIMIT_MS;
  let seen = progress();
  let movedAt = performance.now();
  while (!isDrained() && performance.now() < deadline) {
    await delay(POLL_MS);
    const now = progress();
    if (now !== seen) {
      seen = now;
      movedAt = performance.now();
    }
    if (performance.now() - movedAt > STILL_MS) return;
  }
}
