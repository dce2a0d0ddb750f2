import { randomUUID } from 'node:crypto';
import { consumeRuns } from '../../core/fleet/commands/consume-runs.ts';
import { deleteOldRuns } from '../../core/fleet/commands/delete-old-runs.ts';
import { FollowCutShortError, followRun, type RunFollower } from '../../core/fleet/commands/follow-run.ts';
import {
  findRun,
  listResults,
  listRunsOfFleet,
  type TerminalResult,
} from '../../core/fleet/commands/read-runs.ts';
import { requestRun } from '../../core/fleet/commands/request-run.ts';
import { NothingToUndoError, undoRun } from '../../core/fleet/commands/start-run.ts';
import type { RunRequest } from '../../core/fleet/commands/run-request.ts';
import { TargetEmptyError } from '../../core/fleet/commands/targets.ts';
import {
  type CommandFleet,
  fakeTask,
  makeCommandFleet,
  requestTo,
  testFollower,
} from '../support/command-fleet.ts';
import { until } from '../support/until.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase('follow_run');
});
afterAll(() => test.close());

const FOLLOW = { bot: 'fleet', chatId: 7, language: 'en' } as const;

async function requested(fleet: CommandFleet, change: Partial<RunRequest> = {}): Promise<string> {
  return (await requestRun(test.database, requestTo(fleet, change), randomUUID)).runId;
}
const statesOf = async (fleet: CommandFleet, runId: string): Promise<TerminalResult['state'][]> =>
  (await listResults(test.database, { userId: fleet.owner, runId, limit: 500 })).items.map(
    ({ state }) => state,
  );
const reasonsOf = async (fleet: CommandFleet, runId: string): Promise<(string | null)[]> =>
  (await listResults(test.database, { userId: fleet.owner, runId, limit: 500 })).items.map(
    ({ reason }) => reason,
  );
const isSettled = async (fleet: CommandFleet, runId: string): Promise<boolean> =>
  (await findRun(test.database, fleet.owner, runId))?.settledAt !== null;
const follower = (change: Partial<RunFollower> = {}) => testFollower(test.database, change);
/** The run's time is over, as if it had been dispatched long ago. */
const passTime = (runId: string) =>
  test.database.query(
    `update command_runs set expires_at = expires_at - interval '1 minute', send_by = send_by - interval '2 minutes' where id = $1`,
    [runId],
  );
const event = (...bodies: unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: `r${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
});

describe('following a run', () => {
  it('ends it when all have answered: counts, the end shown once, an audit row', async () => {
    const fleet = await makeCommandFleet(test.database, 4);
    const runId = await requested(fleet, { follow: FOLLOW });
    const [, refusing] = fleet.terminals;
    const task = fakeTask(test.database, (id) => (id === refusing ? 'refuses' : 'answers'));
    const sender = follower({ post: task.post });

    const { settled } = await followRun(sender, runId);

    expect(settled?.counts).toEqual({ answered: 3, refused: 1, 'timed-out': 0, 'not-sent': 0, pending: 0 });
    expect(settled?.durationMs).toBeLessThan(1_000);
    expect(sender.shown).toHaveLength(1);
    expect(sender.shown[0]).toMatchObject({
      isFinal: true,
      run: { command: 'lst', target: 'all' },
      failures: [{ name: 't2', state: 'refused', reply: 'ERR no such coin' }],
      only: undefined,
    });
    const { rows } = await test.database.query(
      `select actor_id::text, source, address, outcome, subject - 'runId' as subject from audit where subject->>'runId' = $1`,
      [runId],
    );
    expect(rows).toEqual([
      {
        actor_id: String(fleet.owner),
        source: 'telegram',
        address: String(fleet.owner),
        outcome: 'done',
        subject: { command: 'lst', target: 'all', answered: 3, refused: 1 },
      },
    ]);
  });

  it('waits for the silent until the deadline and a second: what a task took has timed out, what nobody took was not sent', async () => {
    const fleet = await makeCommandFleet(test.database, 3);
    const runId = await requested(fleet);
    const [, silent, late] = fleet.terminals;
    const task = fakeTask(test.database, (id) => (id === silent ? 'hangs' : 'answers'));
    // Nobody has the lease of the third one.
    await test.database.query(
      `create function keep_untaken() returns trigger language plpgsql as $$ begin return null; end $$;
       create trigger keep_untaken before update on command_results for each row when (old.terminal_id = ${late} and new.state = 'claimed')
       execute function keep_untaken()`,
    );
    const startedMs = performance.now();

    await followRun(follower({ post: task.post }), runId);

    expect(performance.now() - startedMs).toBeGreaterThan(1_900);
    expect(await statesOf(fleet, runId)).toEqual(['answered', 'timed-out', 'not-sent']);
    expect(await reasonsOf(fleet, runId)).toEqual([null, 'no-report', 'no-task']);
    await test.database.query('drop function keep_untaken() cascade');
  });

  it('goes on where a killed execution left off, and sends nothing again', async () => {
    const fleet = await makeCommandFleet(test.database, 3);
    const runId = await requested(fleet, { timeoutMs: 30_000 });
    const [silent] = fleet.terminals;
    const task = fakeTask(test.database, (id) => (id === silent ? 'hangs' : 'answers'));
    const killed = follower({
      post: task.post,
      sleep: () => Promise.reject(new Error('killed')),
    });
    await expect(followRun(killed, runId)).rejects.toThrow('killed');
    expect(await isSettled(fleet, runId)).toBe(false);

    // The time is over meanwhile; the task's rows stay taken, since it died too.
    await passTime(runId);
    const next = follower({ post: task.post });
    const { settled } = await followRun(next, runId);

    expect(settled?.counts).toMatchObject({ answered: 2, 'timed-out': 1 });
    expect(task.sent.map(({ terminalId }) => terminalId).sort()).toEqual([...fleet.terminals].sort());
  });

  it('tells the end though the execution that settled it was killed before, and once only', async () => {
    const fleet = await makeCommandFleet(test.database, 1);
    const runId = await requested(fleet, { follow: FOLLOW });
    const task = fakeTask(test.database);
    const killed = follower({ post: task.post, show: () => Promise.reject(new Error('killed')) });
    await expect(followRun(killed, runId)).rejects.toThrow('killed');
    expect(await isSettled(fleet, runId)).toBe(true);

    const second = follower({ post: task.post });
    expect((await followRun(second, runId)).settled).toBeUndefined();
    const third = follower({ post: task.post });
    await followRun(third, runId);

    expect(second.shown).toMatchObject([{ isFinal: true, only: { name: 't1', reply: 'OK' } }]);
    expect(third.shown).toEqual([]);
    expect(task.sent).toHaveLength(1);
  });

  it('of ten concurrent deliveries reaches each terminal once and is settled once', async () => {
    const fleet = await makeCommandFleet(test.database, 20);
    const runId = await requested(fleet);
    const task = fakeTask(test.database);

    const runs = await Promise.all(
      Array.from({ length: 10 }, () => followRun(follower({ post: task.post }), runId)),
    );

    expect(runs.filter(({ settled }) => settled !== undefined)).toHaveLength(1);
    expect(task.sent.map(({ terminalId }) => terminalId).sort()).toEqual([...fleet.terminals].sort());
    const { rows } = await test.database.query(`select 1 from audit where subject->>'runId' = $1`, [runId]);
    expect(rows).toHaveLength(1);
  });

  it('sends nothing that nobody began to send within a minute', async () => {
    const fleet = await makeCommandFleet(test.database, 2);
    const runId = await requested(fleet, { follow: FOLLOW });
    await passTime(runId);
    const task = fakeTask(test.database);
    const sender = follower({ post: task.post });

    await followRun(sender, runId);

    expect(task.sent).toEqual([]);
    expect(await statesOf(fleet, runId)).toEqual(['not-sent', 'not-sent']);
    expect(await reasonsOf(fleet, runId)).toEqual(['too-late', 'too-late']);
    expect(sender.shown).toMatchObject([{ isFinal: true, counts: { 'not-sent': 2 } }]);
  });

  it('shows a counter that grows, one message at a time, and its end last', async () => {
    const fleet = await makeCommandFleet(test.database, 3);
    const runId = await requested(fleet, { follow: FOLLOW, timeoutMs: 10_000 });
    const [first] = fleet.terminals;
    let nowMs = 0;
    const behaviour = new Set<number>(first === undefined ? [] : [first]);
    const task = fakeTask(test.database, (id) => (behaviour.has(id) ? 'answers' : 'hangs'));
    let open = 0;
    let mostOpen = 0;
    const messageIds: (number | undefined)[] = [];
    const sender = follower({
      post: task.post,
      nowMs: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
        // Simulated time is quicker than the task, whose answer would else come between two shows, or after them, as the machine pleases.
        await until(
          'the first has answered',
          10_000,
          async () => (await statesOf(fleet, runId)).filter((state) => state === 'answered').length > 0,
        );
        if (nowMs > 4_000)
          await test.database.query(
            `update command_results set state = 'answered', settled_at = now() where run_id = $1 and state = 'claimed'`,
            [runId],
          );
      },
      show: async ({ run }) => {
        open += 1;
        mostOpen = Math.max(mostOpen, open);
        messageIds.push(run.follow?.messageId);
        // A second one would have time to begin.
        for (let trip = 0; trip < 5; trip += 1) await test.database.query('select 1');
        open -= 1;
        return run.follow?.messageId === undefined ? 55 : undefined;
      },
    });

    await followRun(sender, runId);

    expect(mostOpen).toBe(1);
    // The first makes the message, the end edits it; the counts in between did not change.
    expect(messageIds).toEqual([undefined, 55]);
    // Simulated time is long over what the limit of edits allows.
    expect(nowMs).toBeGreaterThan(4_000);
  });

  it('hands over to the next delivery when its own time is nearly over', async () => {
    const fleet = await makeCommandFleet(test.database, 1);
    const runId = await requested(fleet);
    const sender = follower({ remainingMs: () => 5_000 });

    await expect(followRun(sender, runId)).rejects.toThrow(FollowCutShortError);
    expect(await statesOf(fleet, runId)).toEqual(['pending']);
  });
});

describe('a preset of several lines', () => {
  it('sends one after the other, each when the one before is settled', async () => {
    const fleet = await makeCommandFleet(test.database, 2);
    const runId = await requested(fleet, {
      commands: ['lst', 'list', 'BL'],
      follow: { ...FOLLOW, messageId: 9 },
    });
    const task = fakeTask(test.database);
    const messageIds: (number | undefined)[] = [];

    for (let next: string | undefined = runId; next !== undefined;) {
      const sender = follower({
        post: task.post,
        show: ({ run }) => {
          messageIds.push(run.follow?.messageId);
          return Promise.resolve(undefined);
        },
      });
      await followRun(sender, next);
      const announced = sender.announced.map((message) => JSON.stringify(message));
      expect(announced.length).toBeLessThanOrEqual(1);
      next = announced[0] === undefined ? undefined : /"runId":"([^"]+)"/.exec(announced[0])?.[1];
    }

    expect(task.sent.map(({ text }) => text)).toEqual(['lst', 'lst', 'list', 'list', 'BL', 'BL']);
    expect(messageIds).toEqual([9, undefined, undefined]);
  });

  it('does not send a line before its turn, nor after one that reached nobody', async () => {
    const fleet = await makeCommandFleet(test.database, 1);
    const runId = await requested(fleet, { commands: ['lst', 'START'] });
    const second = (await findRun(test.database, fleet.owner, runId))?.nextRunId ?? '';
    await test.database.query('update command_runs set send_by = null where id = $1', [second]);
    const task = fakeTask(test.database);

    // No task is there for the first one.
    const sender = follower();
    await followRun(sender, runId);

    expect(sender.announced).toEqual([]);
    expect(task.sent).toEqual([]);
    expect(await reasonsOf(fleet, second)).toEqual(['line-before']);
    expect(await isSettled(fleet, second)).toBe(true);
  });
});

describe('taking a command back', () => {
  it('sends the opposite to those that answered, asks as for any command, and repeats nothing', async () => {
    const fleet = await makeCommandFleet(test.database, 3);
    const runId = await requested(fleet, { commands: ['START'] });
    const [answering, other] = fleet.terminals;
    const task = fakeTask(test.database, (id) => (id === answering || id === other ? 'answers' : 'refuses'));
    await followRun(follower({ post: task.post }), runId);
    const queue = follower().queue;
    const starter = { database: test.database, queue, newId: randomUUID };
    const undo = {
      userId: fleet.owner,
      runId,
      source: 'telegram',
      address: '1',
      idempotencyKey: 'undo-1',
    } as const;

    await expect(undoRun(starter, undo)).rejects.toMatchObject({ command: 'STOP', count: 2 });
    const confirmed = { ...undo, confirmed: { command: 'STOP', count: 2 } };
    const undone = await undoRun(starter, confirmed);

    expect(undone).toMatchObject({ terminals: 2, isNew: true });
    expect(await undoRun(starter, confirmed)).toMatchObject({ runId: undone.runId, isNew: false });
    expect(await findRun(test.database, fleet.owner, undone.runId)).toMatchObject({
      command: 'STOP',
      undoOf: runId,
      target: 'answered',
    });
    await expect(undoRun(starter, { ...undo, userId: 5 })).rejects.toThrow(NothingToUndoError);
  });

  it('is refused where there is no opposite, or nobody answered', async () => {
    const fleet = await makeCommandFleet(test.database, 1);
    const starter = { database: test.database, queue: follower().queue, newId: randomUUID };
    const without = await requested(fleet, { commands: ['CancelBuy'] });
    await followRun(follower({ post: fakeTask(test.database).post }), without);
    const unanswered = await requested(fleet, { commands: ['silent'] });
    const undo = { userId: fleet.owner, source: 'telegram', address: '1', idempotencyKey: 'undo-2' } as const;

    await expect(undoRun(starter, { ...undo, runId: without })).rejects.toThrow(NothingToUndoError);
    await expect(undoRun(starter, { ...undo, runId: unanswered })).rejects.toThrow(NothingToUndoError);
    await expect(
      requestRun(
        test.database,
        requestTo(fleet, { commands: ['talk'], target: { kind: 'answered', runId: unanswered } }),
        randomUUID,
      ),
    ).rejects.toThrow(TargetEmptyError);
  });
});

describe('an event of the commands’ queue', () => {
  it('fails what is no run alone, follows the others together and a repeated one once', async () => {
    const fleet = await makeCommandFleet(test.database, 2);
    const [first, second] = [await requested(fleet), await requested(fleet)];
    const task = fakeTask(test.database);
    const hidden: string[] = [];
    const consumer = {
      ...follower({ post: task.post }),
      hide: (messages: readonly { readonly receiptHandle: string }[]) => {
        hidden.push(...messages.map(({ receiptHandle }) => receiptHandle));
        return Promise.resolve();
      },
    };

    const consumed = await consumeRuns(
      consumer,
      event(
        { version: 1, runId: first },
        'no json',
        { version: 2, runId: second },
        { version: 1, runId: second },
        { version: 1, runId: first },
        { version: 1, runId: randomUUID() },
      ),
    );

    expect(consumed.failedMessageIds).toEqual(['m1', 'm2']);
    expect(hidden).toEqual(['r1', 'r2']);
    expect(
      consumed.runs
        .filter(({ settled }) => settled !== undefined)
        .map(({ runId }) => runId)
        .sort(),
    ).toEqual([first, second].sort());
    expect(task.sent).toHaveLength(4);
  });

  it('without records ends the runs that nobody follows any more, and only those', async () => {
    const fleet = await makeCommandFleet(test.database, 1);
    const abandoned = await requested(fleet);
    const neverBegun = await requested(fleet);
    const open = await requested(fleet, { timeoutMs: 30_000 });
    const dying = follower({ sleep: () => Promise.reject(new Error('killed')) });
    await expect(followRun(dying, abandoned)).rejects.toThrow('killed');
    await passTime(abandoned);
    await passTime(neverBegun);

    const { runs } = await consumeRuns(
      { ...follower(), hide: () => Promise.resolve() },
      { source: 'aws.scheduler' },
    );

    expect(runs.map(({ runId }) => runId)).toEqual(expect.arrayContaining([abandoned, neverBegun]));
    expect(runs.map(({ runId }) => runId)).not.toContain(open);
    expect([await reasonsOf(fleet, abandoned), await reasonsOf(fleet, neverBegun)]).toEqual([
      ['no-task'],
      ['too-late'],
    ]);
    expect(await statesOf(fleet, open)).toEqual(['pending']);
  });
});

describe('keeping runs', () => {
  it('deletes those older than a year and no others', async () => {
    const fleet = await makeCommandFleet(test.database, 1);
    const [old, recent] = [await requested(fleet), await requested(fleet)];
    await test.database.query(
      `update command_runs set created_at = created_at - interval '367 days' where id = $1`,
      [old],
    );

    expect(await deleteOldRuns(test.database, new Date())).toBe(1);

    const { items } = await listRunsOfFleet(test.database, {
      userId: fleet.owner,
      fleetId: fleet.fleetId,
      limit: 10,
    });
    expect(items.map(({ id }) => id)).toEqual([recent]);
  });
});
