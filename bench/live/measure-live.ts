import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../core/database/pool.ts';
import { readMeasurements } from '../../core/measurements/read-measurements.ts';
import type { Stack } from '../../local/stack.ts';
import { cpuSecondsOf, peakRssMbOf } from '../ingest/process-usage.ts';
import { startBenchStack } from '../load/bench-stack.ts';
import { percentile } from '../load/percentile.ts';
import { waitFor } from '../load/wait-for.ts';
import type { Truth } from './client-protocol.ts';
import { openTickets, seedWatchers, ticketFor } from './seed-watchers.ts';
import { type ClientsProcess, startClients } from './start-clients.ts';

const CONNECTIONS_A_PERSON = 10;
/** Of the connections, half way. */
const BREAK_PERCENT = 10;
const ONLINE_LIMIT_MS = 90_000;
/** After it whoever came first has been told to read once more, and everything is warm. */
const WARM_UP_MS = 15_000;
const MEASURE_MS = 40_000;
const SETTLE_LIMIT_MS = 30_000;

export interface LiveFigures {
  readonly connections: number;
  readonly people: number;
  readonly terminals: number;
  readonly connectSeconds: number;
  readonly refused: number;
  readonly messagesPerS: number;
  readonly framesPerS: number;
  readonly kilobytesPerS: number;
  /** From the commit of a change to the answer of what stands for API Gateway, over all frames. */
  readonly lagMs: { readonly p50: number; readonly p95: number };
  /** From the datagram to the client, with storing. */
  readonly endToEndMs: { readonly p50: number; readonly p95: number };
  readonly resumed: number;
  readonly notResumed: number;
  readonly resets: number;
  /** Newest states that a connection does not have once nothing moves any more; of so many that were compared. */
  readonly gaps: number;
  readonly compared: number;
  readonly pushLive: { readonly peakRssMb: number; readonly cpuPercent: number };
  readonly runnerCpuPercent: number;
}

/**
 * The local stack with simulated terminals, and people who watch: each with ten connections to a fleet of their own, one of them to all fleets.
 * A tenth of the connections breaks half way and resumes. Sets the exit code when a state is missing in the end, or a connection was refused.
 */
export async function measureLive(
  { connections, terminals }: { readonly connections: number; readonly terminals: number },
  say: (line: string) => void,
): Promise<LiveFigures> {
  const people = Math.max(1, Math.round(connections / CONNECTIONS_A_PERSON));
  const { stack, database, stop } = await startBenchStack({ terminals });
  const clients = startClients();
  const tickets = openTickets(stack);
  try {
    await waitFor('terminals online', ONLINE_LIMIT_MS, () =>
      Promise.resolve(stack.status().terminals.online >= terminals * 0.99),
    );
    const watchers = await seedWatchers(database, people);
    const seats = Array.from({ length: connections }, (_, index) => watchers[index % people]).filter(
      (watcher) => watcher !== undefined,
    );
    const issued = await inTurn(seats, (watcher) => ticketFor(tickets.table, watcher));
    say(`${stack.status().terminals.online} terminals are online, ${people} people have signed in`);

    const beganAt = performance.now();
    const { refused } = await clients.ask(
      {
        cmd: 'open',
        url: `${stack.addresses.httpUrl.replace('http', 'ws')}/live`,
        clients: seats.map((watcher, index) => ({
          ticket: issued[index] ?? '',
          terminals: [...watcher.terminals],
        })),
      },
      'opened',
    );
    const connectSeconds = (performance.now() - beganAt) / 1_000;
    say(
      `${connections - refused} connections are open after ${connectSeconds.toFixed(1)} s, ${refused} were refused`,
    );
    await delay(WARM_UP_MS);

    await clients.ask({ cmd: 'begin' }, 'done');
    const since = new Date();
    const usage = startUsage(stack);
    await delay(MEASURE_MS / 2);
    const broken = seats.filter((_, index) => index % Math.round(100 / BREAK_PERCENT) === 0);
    const again = await inTurn(broken, (_, index) =>
      ticketFor(
        tickets.table,
        seats[Math.floor((index * seats.length) / broken.length)] ?? broken[0] ?? fail(),
      ),
    );
    const reopened = await clients.ask({ cmd: 'break', tickets: again }, 'opened');
    say(`${again.length} connections broke and came back, ${reopened.refused} were refused`);
    await delay(Math.max(0, since.getTime() + MEASURE_MS - Date.now()));
    const seconds = (Date.now() - since.getTime()) / 1_000;
    const { cpuPercent, runnerCpuPercent } = usage(seconds);
    const report = await clients.ask({ cmd: 'report' }, 'report');
    const lags = await readLags(database, since);

    const { gaps, compared, all } = await verify(stack, clients, database, since);
    say(`${gaps} of ${compared} newest states are missing in the end`);
    if (gaps > 0 || refused + reopened.refused > 0) process.exitCode = 1;
    const endToEnd = report.endToEndMs.toSorted((one, other) => one - other);
    return {
      connections: report.open,
      people,
      terminals,
      connectSeconds: round(connectSeconds),
      refused: refused + reopened.refused,
      messagesPerS: Math.round(report.messages / seconds),
      framesPerS: Math.round(report.frames / seconds),
      kilobytesPerS: Math.round(report.bytes / seconds / 1_000),
      lagMs: lags,
      endToEndMs: { p50: percentile(endToEnd, 0.5), p95: percentile(endToEnd, 0.95) },
      resumed: all.resumed,
      notResumed: all.notResumed,
      resets: all.resets,
      gaps,
      compared,
      pushLive: { peakRssMb: Math.round(pushLivePeakMb(stack)), cpuPercent },
      runnerCpuPercent,
    };
  } finally {
    await clients.stop();
    tickets.close();
    await stop();
  }
}

/** The terminals fall silent, everything is stored and told; then each connection has to have the newest state of all that it may see. */
async function verify(stack: Stack, clients: ClientsProcess, database: Database, since: Date) {
  await stack.simulator?.fallSilent();
  const readTruth = async (): Promise<Truth> => {
    const seen = await database.query<{ id: string; ms: string }>(
      `select terminal_id::text as id, floor(extract(epoch from received_at) * 1000)::text as ms from balances where received_at > $1`,
      [since],
    );
    const orders = await database.query<{ terminal_id: string; order_id: string; version: number }>(
      'select terminal_id::text, order_id::text, version from orders where updated_at > $1',
      [new Date(since.getTime() + 2_000)],
    );
    return {
      terminals: seen.rows.map(({ id, ms }) => [Number(id), Number(ms)]),
      orders: orders.rows.map((row) => [Number(row.terminal_id), row.order_id, row.version]),
    };
  };
  let result = await clients.ask({ cmd: 'verify', truth: await readTruth() }, 'verified');
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  while ((result.gaps > 0 || result.compared === 0) && performance.now() < deadline) {
    await delay(1_000);
    result = await clients.ask({ cmd: 'verify', truth: await readTruth() }, 'verified');
  }
  return { ...result, all: await clients.ask({ cmd: 'report' }, 'report') };
}

async function readLags(database: Database, since: Date): Promise<{ p50: number; p95: number }> {
  const rows = await readMeasurements(database, 'live', since);
  const told = rows.flatMap(({ data }) =>
    data.lagMs?.p50 === undefined || data.lagMs.p95 === undefined
      ? []
      : [{ ...data.lagMs, weight: data.messagesSent }],
  );
  const weight = told.reduce((sum, one) => sum + one.weight, 0);
  const mean = (read: (one: (typeof told)[number]) => number | undefined): number =>
    weight === 0 ? 0 : Math.round(told.reduce((sum, one) => sum + (read(one) ?? 0) * one.weight, 0) / weight);
  return { p50: mean(({ p50 }) => p50), p95: mean(({ p95 }) => p95) };
}

function pushLivePids({ pids }: Stack): number[] {
  return Object.entries(pids).flatMap(([name, pid]) => (name.startsWith('push-live') ? [pid] : []));
}

function pushLivePeakMb(stack: Stack): number {
  return Math.max(0, ...pushLivePids(stack).map(peakRssMbOf));
}

function startUsage(stack: Stack): (seconds: number) => { cpuPercent: number; runnerCpuPercent: number } {
  const cpuOf = (): number => pushLivePids(stack).reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  const before = cpuOf();
  const runner = process.cpuUsage();
  return (seconds) => {
    const { user, system } = process.cpuUsage(runner);
    return {
      cpuPercent: Math.round((100 * (cpuOf() - before)) / seconds),
      runnerCpuPercent: Math.round((user + system) / 10_000 / seconds),
    };
  };
}

async function inTurn<T, R>(items: readonly T[], act: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const [index, item] of items.entries()) done.push(await act(item, index));
  return done;
}

function fail(): never {
  throw new Error('there is nobody');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
