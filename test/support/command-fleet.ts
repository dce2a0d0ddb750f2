import { randomUUID } from 'node:crypto';
import { claimResults } from '../../core/fleet/commands/claim-results.ts';
import type { RunFollower } from '../../core/fleet/commands/follow-run.ts';
import type { RunRequest } from '../../core/fleet/commands/run-request.ts';
import type { RunProgress } from '../../core/fleet/commands/run-progress.ts';
import { SHARDS } from '../../core/fleet/leases/shards.ts';
import { writeResults } from '../../core/fleet/commands/write-results.ts';
import type { Database } from '../../core/database/pool.ts';
import { makeFleet } from './fleet-rows.ts';
import { recordingQueue } from './recording-queue.ts';

/** Fleets of terminals and people for tests of commands. */
export async function makeTerminals(
  database: Database,
  fleetId: string,
  count: number,
  prefix = 't',
): Promise<number[]> {
  const { rows } = await database.query<{ id: string }>(
    `insert into terminals (fleet_id, name, host, port)
     select $1::bigint, $2 || n, $2::text || '-' || $1::bigint || '.example', 1000 + n from generate_series(1, $3::int) as n returning id::text`,
    [fleetId, prefix, count],
  );
  return rows.map(({ id }) => Number(id)).sort((one, other) => one - other);
}

export async function addMember(
  database: Database,
  fleetId: string,
  userId: number,
  role: 'operator' | 'viewer',
): Promise<void> {
  await database.query('insert into fleet_members (fleet_id, user_id, role) values ($1, $2, $3)', [
    fleetId,
    userId,
    role,
  ]);
}

export interface CommandFleet {
  readonly owner: number;
  readonly fleetId: string;
  readonly terminals: readonly number[];
}

let nextOwner = 1_000;

export async function makeCommandFleet(database: Database, count: number): Promise<CommandFleet> {
  const owner = (nextOwner += 1);
  const fleetId = await makeFleet(database, owner);
  return { owner, fleetId, terminals: await makeTerminals(database, fleetId, count) };
}

/** A command of the owner's to all of the fleet, with a key of its own. */
export function requestTo({ owner, fleetId }: CommandFleet, change: Partial<RunRequest> = {}): RunRequest {
  return {
    requester: { userId: owner },
    source: 'telegram',
    address: String(owner),
    fleetId,
    target: { kind: 'all' },
    commands: ['lst'],
    timeoutMs: 1_000,
    idempotencyKey: randomUUID(),
    ...change,
  };
}

export interface FakeTask {
  /** What reached terminals, in order. */
  readonly sent: readonly { readonly terminalId: number; readonly text: string }[];
  readonly post: (runId: string) => Promise<number>;
}

export type TerminalBehaviour = (terminalId: number) => 'answers' | 'refuses' | 'hangs';

/** An ingest task without a socket: takes the rows of a run as the real one does, and writes what its terminals say. */
export function fakeTask(database: Database, behaviour: TerminalBehaviour = () => 'answers'): FakeTask {
  const sent: { terminalId: number; text: string }[] = [];
  return {
    sent,
    async post(runId) {
      const claim = randomUUID();
      const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
      const claimed = await claimResults(database, { runId, shards, claim });
      sent.push(...claimed.map(({ terminalId, text }) => ({ terminalId, text })));
      const now = new Date();
      await writeResults(
        database,
        claimed
          .filter(({ terminalId }) => behaviour(terminalId) !== 'hangs')
          .map(({ createdAt, terminalId }) => ({
            createdAt,
            runId,
            terminalId,
            claim,
            state: behaviour(terminalId) === 'answers' ? ('answered' as const) : ('refused' as const),
            reply: behaviour(terminalId) === 'answers' ? 'OK' : 'ERR no such coin',
            datagrams: 1,
            reason: null,
            sentAt: now,
            settledAt: now,
          })),
      );
      return 1;
    },
  };
}

export interface TestFollower extends RunFollower {
  readonly announced: readonly unknown[];
  readonly shown: readonly RunProgress[];
}

/** A sender whose tasks and messages are the test's. */
export function testFollower(database: Database, change: Partial<RunFollower> = {}): TestFollower {
  const queue = recordingQueue();
  const shown: RunProgress[] = [];
  return {
    database,
    queue,
    post: () => Promise.resolve(0),
    show: (progress) => {
      shown.push(progress);
      return Promise.resolve(undefined);
    },
    nowMs: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20))),
    remainingMs: () => 60_000,
    ...change,
    announced: queue.messages,
    shown,
  };
}
