import { join } from 'node:path';
import { type Child, ChildFailedError, startChild } from './child-process.ts';
import { type SendOrder, type SendReport, sendReportSchema } from './sender-protocol.ts';

/** What a run at one rate came to. */
export interface LoadResult extends SendReport {
  readonly ratePerS: number;
  /** Answers that were not 200, and updates without one. */
  readonly failed: number;
  /** CPU seconds by program, of the run. */
  readonly cpu: Readonly<Record<string, number>>;
}

export type LoadOrder = Omit<SendOrder, 'cmd' | 'firstUpdateId'>;

/** Posts updates from a process of its own, one run after the other; no two updates have one id. */
export interface WebhookLoad {
  /** @throws ChildFailedError */
  run(order: LoadOrder): Promise<LoadResult>;
  stop(): Promise<void>;
}

/** What comes later than this after the last update was posted has piled up. */
const PILED_UP_MS = 500;

/** What the news bot promises for p95. */
const P95_LIMIT_MS = 500;

/** @param readCpu CPU seconds so far, by program */
export async function startWebhookLoad(readCpu: () => ReadonlyMap<string, number>): Promise<WebhookLoad> {
  const sender: Child = await startChild(join(import.meta.dirname, 'sender.ts'), []);
  // Of this second: a cache that outlives the benchmark has seen those of the last one.
  let nextUpdateId = Math.floor(Date.now() / 1_000) % 1_000_000_000;
  return {
    run: async (order) => {
      const cpuBefore = readCpu();
      sender.send({ cmd: 'run', ...order, firstUpdateId: nextUpdateId } satisfies SendOrder);
      nextUpdateId += order.count;
      const answer = await sender.nextMessage();
      const report = sendReportSchema.safeParse(answer);
      if (!report.success) throw new ChildFailedError(`the sender says ${JSON.stringify(answer)}`);
      const cpu = Object.fromEntries(
        [...readCpu()].map(([name, seconds]) => [name, seconds - (cpuBefore.get(name) ?? 0)]),
      );
      return {
        ...report.data,
        ratePerS: order.ratePerS,
        failed: Object.values(report.data.errors).reduce((sum, count) => sum + count, 0),
        cpu: { ...cpu, sender: report.data.cpuSeconds },
      };
    },
    stop: () => sender.stop(),
  };
}

/** Whether the receiver keeps up: every update answered well, nearly all in time, and nothing piled up; and the sender sent as it should. */
export function holds({ failed, givenUp, p95Ms, drainMs, achievedPerS, ratePerS }: LoadResult): boolean {
  return (
    failed + givenUp === 0 && p95Ms < P95_LIMIT_MS && drainMs < PILED_UP_MS && achievedPerS > ratePerS * 0.98
  );
}

export function describe(result: LoadResult): string {
  const { ratePerS, achievedPerS, p50Ms, p95Ms, p99Ms, drainMs, errors } = result;
  const wrong = Object.keys(errors).length === 0 ? '' : `, errors ${JSON.stringify(errors)}`;
  const left = result.givenUp === 0 ? '' : `, gave up ${result.givenUp}`;
  const times = [p50Ms, p95Ms, p99Ms].map((ms) => Math.round(ms)).join('/');
  return `${Math.round(ratePerS)}/s (sent ${Math.round(achievedPerS)}/s): p50/p95/p99 ${times} ms, drained in ${Math.round(drainMs)} ms${left}${wrong}`;
}
