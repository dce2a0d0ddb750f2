import { randomUUID } from 'node:crypto';
import { openQueue } from '../../core/aws/queue-sender.ts';
import type { Database } from '../../core/database/pool.ts';
import { startRun } from '../../core/fleet/commands/start-run.ts';
import { createSqsClient } from '../../local/sqs/queue-client.ts';
import type { Stack } from '../../local/stack.ts';
import { REGION } from '../../local/stack-context.ts';
import { startBenchStack } from '../load/bench-stack.ts';
import { waitFor } from '../load/wait-for.ts';
import { judge, type RunFigures, type RunRow } from './run-figures.ts';

const TERMINALS = 3_000;
const SILENT_PERCENT = 5;
const SILENT = (TERMINALS * SILENT_PERCENT) / 100;
const TIMEOUT_MS = 5_000;
const RUNS = 3;
/** Whose fleet the simulated terminals are. */
const OWNER = 1;
/** One short answer a terminal. */
const COMMAND = 'lst';
const ONLINE_LIMIT_MS = 90_000;

export interface CommandFigures extends RunFigures {
  readonly terminals: number;
  readonly silent: number;
  readonly timeoutMs: number;
  /** Waiting for each silent terminal after the other, as MoonBot Commander does: arithmetic, not a measurement. */
  readonly oneAfterAnotherS: number;
  readonly runs: readonly RunFigures[];
}

/**
 * One command to every terminal of the local stack, over the real queue, function and task; the median of three runs by their length.
 * Sets the exit code when a run does not count every terminal right, or takes longer than the time limit and a second.
 */
export async function measureCommands(say: (line: string) => void): Promise<CommandFigures> {
  const { stack, database, stop } = await startBenchStack({
    terminals: TERMINALS,
    simulatorArgs: ['--silent', String(SILENT_PERCENT)],
  });
  try {
    await waitFor(
      'terminals online',
      ONLINE_LIMIT_MS,
      () => stack.status().terminals.online >= TERMINALS - SILENT,
    );
    say(`${stack.status().terminals.online} of ${TERMINALS} terminals are online`);
    // Compiled code and open connections of the function and the task.
    const warm = await sendToAll(stack, database);
    say(`warm-up ${describe(judge(warm))}`);
    const runs: RunFigures[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const figures = judge(await sendToAll(stack, database));
      say(`run ${run + 1} ${describe(figures)}`);
      runs.push(figures);
    }
    const isRight = runs.every(
      ({ answered, timedOut, refused, notSent, totalS }) =>
        answered === TERMINALS - SILENT &&
        timedOut === SILENT &&
        refused + notSent === 0 &&
        totalS <= TIMEOUT_MS / 1_000 + 1,
    );
    if (!isRight) {
      say('a run counted wrong or took too long');
      process.exitCode = 1;
    }
    const [median] = runs.toSorted((one, other) => one.totalS - other.totalS).slice(Math.floor(RUNS / 2));
    if (median === undefined) throw new Error('no run');
    return {
      ...median,
      terminals: TERMINALS,
      silent: SILENT,
      timeoutMs: TIMEOUT_MS,
      oneAfterAnotherS: (SILENT * TIMEOUT_MS) / 1_000,
      runs,
    };
  } finally {
    await stop();
  }
}

async function sendToAll(stack: Stack, database: Database): Promise<readonly RunRow[]> {
  const queue = openQueue(commandsQueueUrl(stack), createSqsClient(stack.addresses.sqsEndpoint, REGION));
  const { runId } = await startRun(
    { database, queue, newId: randomUUID },
    {
      requester: { userId: OWNER },
      source: 'api',
      address: null,
      target: { kind: 'all' },
      commands: [COMMAND],
      timeoutMs: TIMEOUT_MS,
      idempotencyKey: randomUUID(),
      confirmed: { count: TERMINALS, command: COMMAND },
    },
  );
  await waitFor('the run to be settled', TIMEOUT_MS + 60_000, async () => {
    const { rows } = await database.query<{ is_settled: boolean }>(
      'select settled_at is not null as is_settled from command_runs where id = $1',
      [runId],
    );
    return rows[0]?.is_settled === true;
  });
  const { rows } = await database.query<RunRow>(
    `select r.state, (extract(epoch from r.settled_at - run.created_at) * 1000)::float8 as ms,
            (extract(epoch from run.settled_at - run.created_at))::float8 as total_s
       from command_runs run join command_results r on r.created_at = run.created_at and r.run_id = run.id where run.id = $1`,
    [runId],
  );
  return rows;
}

function commandsQueueUrl({ wiring }: Stack): string {
  const sender = wiring.functions.find(({ name }) => name === 'send-command');
  const source = wiring.eventSources.find(({ functionArn }) => functionArn === sender?.arn);
  const queue = wiring.queues.find(({ arn }) => arn === source?.queueArn);
  if (queue === undefined) throw new Error('the template feeds send-command from no queue');
  return queue.url;
}

function describe({ answered, timedOut, refused, notSent, p95Ms, totalS }: RunFigures): string {
  return `answered ${answered}, timed out ${timedOut}, refused ${refused}, not sent ${notSent}, p95 ${p95Ms} ms, total ${totalS} s`;
}
