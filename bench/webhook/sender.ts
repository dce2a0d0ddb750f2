/**
 * Posts updates to a webhook at a fixed rate, whatever the receiver does (open loop), as a process of its own. Takes orders from its parent:
 * `sender-protocol.ts`.
 */
import { Agent, request } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { sendOpenLoop } from '../load/open-loop.ts';
import { percentile } from '../load/percentile.ts';
import { type SendOrder, sendOrderSchema, type SendReport } from './sender-protocol.ts';
import { type UpdateKind, UpdateMix } from './update-mix.ts';

/** Telegram opens at most 100 to a webhook: https://core.telegram.org/bots/api#setwebhook */
const MAX_CONNECTIONS = 100;

const ANSWER_TIMEOUT_MS = 15_000;

const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS, scheduling: 'fifo' });
const clock = {
  nowMs: () => performance.now(),
  wait: async (isBehind: boolean) => {
    await (isBehind ? nextTurn() : sleep(1));
  },
};

async function run(order: SendOrder): Promise<SendReport> {
  const { count, ratePerS, firstUpdateId, giveUpMs = Infinity } = order;
  const updates = new UpdateMix(order.people, { firstUpdateId, seed: firstUpdateId }).take(count, order.only);
  const latenciesMs = new Float64Array(count);
  const errors: Record<string, number> = {};
  const answers: Promise<void>[] = [];
  let isHopeless = false;
  let givenUp = 0;
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const result = await sendOpenLoop(
    count,
    ratePerS,
    (n) => {
      if (isHopeless) {
        givenUp += 1;
        return;
      }
      const dueMs = startMs + (n * 1_000) / ratePerS;
      answers.push(
        post(order, updates[n]?.body ?? '').then((failure) => {
          const latencyMs = performance.now() - dueMs;
          latenciesMs[n] = latencyMs;
          isHopeless ||= latencyMs > giveUpMs;
          if (failure !== undefined) errors[failure] = (errors[failure] ?? 0) + 1;
        }),
      );
    },
    clock,
  );
  const sentAtMs = performance.now();
  await Promise.all(answers);
  const cpu = process.cpuUsage(cpuBefore);
  // Once one is given up, so are all after it.
  const posted = latenciesMs.subarray(0, count - givenUp);
  const sorted = posted.toSorted();
  return {
    type: 'done',
    ...result,
    givenUp,
    errors,
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    p99Ms: percentile(sorted, 0.99),
    maxMs: percentile(sorted, 1),
    drainMs: performance.now() - sentAtMs,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    byKind: byKind(
      updates.slice(0, posted.length).map(({ kind }) => kind),
      posted,
    ),
  };
}

/** @returns what went wrong */
function post({ url, secret }: SendOrder, body: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      url,
      {
        method: 'POST',
        agent,
        timeout: ANSWER_TIMEOUT_MS,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-telegram-bot-api-secret-token': secret,
        },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode === 200 ? undefined : String(answer.statusCode)));
        answer.once('error', (error) => resolve(error.message));
      },
    );
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', (error) => resolve(error.message));
    asked.end(body);
  });
}

function byKind(kinds: readonly UpdateKind[], latenciesMs: Float64Array): SendReport['byKind'] {
  const groups = new Map<UpdateKind, number[]>();
  for (const [n, kind] of kinds.entries()) {
    const group = groups.get(kind) ?? [];
    group.push(latenciesMs[n] ?? 0);
    groups.set(kind, group);
  }
  return Object.fromEntries(
    [...groups].map(([kind, group]) => [
      kind,
      {
        count: group.length,
        p50Ms: percentile(
          group.toSorted((one, other) => one - other),
          0.5,
        ),
      },
    ]),
  );
}

process.on('message', (message) => {
  const order = sendOrderSchema.parse(message);
  run(order).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ type: 'failed', reason: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ type: 'ready', url: '' });
