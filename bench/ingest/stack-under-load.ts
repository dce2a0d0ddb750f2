import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { registerTerminals } from '../../local/register-terminals.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { cpuSecondsOf, peakRssMbOf } from './process-usage.ts';
import { type SenderProcess, startSender } from '../load/start-sender.ts';

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

/** The whole local system, without a standby and a simulator, and a sender whose sources are registered as terminals. */
export async function startStackUnderLoad(
  sources: number,
  ingestEnv: Readonly<Record<string, string>> = {},
  firstOrderId = 1,
): Promise<StackUnderLoad> {
  const dataDir = await mkdtemp(join(tmpdir(), 'telefleet-bench-'));
  const stack = await startStack({
    rootDir: join(import.meta.dirname, '../..'),
    dataDir,
    httpPort: 0,
    udpPort: 0,
    terminals: 0,
    standby: false,
    ingestEnv,
  });
  const sender = await startSender({ sources, firstOrderId });
  await registerTerminals(
    stack.addresses.databaseUrl,
    stack.terminalKey,
    sender.ports.map((port, index) => ({ name: `load-${index + 1}`, host: '127.0.0.1', port, password: '' })),
  );
  const database = new Client({ connectionString: stack.addresses.databaseUrl });
  await database.connect();
  await waitFor(() => stack.status().terminals.registered === sources, 15_000);

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
      await waitFor(
        () => stack.status().loggedTotal + dropped() >= target,
        DRAIN_LIMIT_MS,
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
      await database.end();
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
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

/** Waits for a condition, or until `progress` has stood still for two seconds. */
async function waitFor(condition: () => boolean, limitMs: number, progress?: () => number): Promise<void> {
  const deadline = performance.now() + limitMs;
  let seen = progress?.();
  let movedAt = performance.now();
  while (!condition() && performance.now() < deadline) {
    await delay(POLL_MS);
    const now = progress?.();
    if (now !== seen) {
      seen = now;
      movedAt = performance.now();
    }
    if (progress !== undefined && performance.now() - movedAt > 2_000) return;
  }
}
