import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../load/percentile.ts';
import type { Target } from './rate-search.ts';
import type { Entry } from './start-entry.ts';
import { describe, type LoadResult, type WebhookLoad } from './webhook-load.ts';

const RUN_S = 8;
const RUNS = 3;
/** Of the sustained rate: a system that runs at its limit has any latency. */
const SHARE = 0.8;
const LOW_PER_S = 20;
const LOW_S = 10;

/** Lines of functions come a moment after their answers. */
const TOLD_WITHIN_MS = 2_000;

export interface SteadyFigures {
  /** At 80 % of the sustained rate; medians of three runs, from the time at which Telegram would have posted. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** At 20 updates a second. */
  readonly p50AtLowRateMs: number;
  readonly p95AtLowRateMs: number;
  /** Of all these runs: updates not answered 200, or whose function did not say `answered`. */
  readonly errors: number;
  /** Of all these runs: messages that the Bot API did not get. */
  readonly messagesLost: number;
  /** CPU of one update, milliseconds, by program, at 80 %: in AWS only `receive-update` is a function's. */
  readonly cpuMsPerUpdate: Readonly<Record<string, number>>;
}

export async function runSteadily(
  load: WebhookLoad,
  { order }: Target,
  entry: Entry,
  sustainedPerS: number,
  say: (line: string) => void,
): Promise<SteadyFigures> {
  const before = entry.counts();
  const ratePerS = sustainedPerS * SHARE;
  const steady: LoadResult[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const result = await load.run({ ...order, ratePerS, count: Math.round(ratePerS * RUN_S) });
    say(`at 80 % ${describe(result)}`);
    steady.push(result);
  }
  const low = await load.run({ ...order, ratePerS: LOW_PER_S, count: LOW_PER_S * LOW_S });
  say(`at a low rate ${describe(low)}`);
  return {
    p50Ms: tenths(median(steady.map(({ p50Ms }) => p50Ms))),
    p95Ms: tenths(median(steady.map(({ p95Ms }) => p95Ms))),
    p99Ms: tenths(median(steady.map(({ p99Ms }) => p99Ms))),
    p50AtLowRateMs: tenths(low.p50Ms),
    p95AtLowRateMs: tenths(low.p95Ms),
    ...(await missing(entry, before, [...steady, low])),
    cpuMsPerUpdate: cpuPerUpdate(steady),
  };
}

async function missing(
  entry: Entry,
  before: ReturnType<Entry['counts']>,
  runs: readonly LoadResult[],
): Promise<Pick<SteadyFigures, 'errors' | 'messagesLost'>> {
  const sum = (of: (run: LoadResult) => number): number => runs.reduce((all, run) => all + of(run), 0);
  const updates = sum(({ sent }) => sent);
  // A page that is turned is an edit; everything else is answered by one message.
  const messages = updates - sum(({ byKind }) => byKind['page']?.count ?? 0);
  const deadline = performance.now() + TOLD_WITHIN_MS;
  for (;;) {
    const now = entry.counts();
    const unanswered = updates - (now.answered - before.answered);
    const unsent = messages - (now.messagesSent - before.messagesSent);
    if ((unanswered <= 0 && unsent <= 0) || performance.now() > deadline)
      return {
        errors: Math.max(
          sum(({ failed }) => failed),
          unanswered,
        ),
        messagesLost: Math.max(0, unsent),
      };
    await sleep(50);
  }
}

function cpuPerUpdate(runs: readonly LoadResult[]): Record<string, number> {
  const updates = runs.reduce((sum, { sent }) => sum + sent, 0);
  const names = new Set(runs.flatMap(({ cpu }) => Object.keys(cpu)));
  return Object.fromEntries(
    [...names].map((name) => {
      const seconds = runs.reduce((sum, { cpu }) => sum + (cpu[name] ?? 0), 0);
      return [name, Number(((seconds * 1_000) / updates).toFixed(2))] as const;
    }),
  );
}

function tenths(ms: number): number {
  return Number(ms.toFixed(1));
}
