import { FollowCutShortError, followRun } from '../../core/fleet/commands/follow-run.ts';
import { findRun } from '../../core/fleet/commands/read-runs.ts';
import { fakeTask, makeCommandFleet } from '../support/command-fleet.ts';
import { followedRuns } from '../support/followed-runs.ts';
import { useTestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';

const store = useTestDatabase('follow_run');
const { requested, statesOf, reasonsOf, isSettled, follower, passTime } = followedRuns(store);

const FOLLOW = { bot: 'fleet', chatId: 7, language: 'en' } as const;

describe('following a run', () => {
  it('ends it when all have answered: counts, the end shown once, an audit row', async () => {
    const fleet = await makeCommandFleet(store.database, 4);
    const runId = await requested(fleet, { follow: FOLLOW, timeoutMs: 30_000 });
    const [, refusing] = fleet.terminals;
    const task = fakeTask(store.database, (id) => (id === refusing ? 'refuses' : 'answers'));
    const sender = follower({ post: task.post });

    const { settled } = await followRun(sender, runId);

    expect(settled?.counts).toEqual({ answered: 3, refused: 1, 'timed-out': 0, 'not-sent': 0, pending: 0 });
    const [times] = await store.rows(
      `select settled_at < expires_at as is_early, ${settled?.durationMs ?? -1} - 1000 * extract(epoch from
         (select max(settled_at) from command_results where run_id = $1) - created_at)::float8 as off_ms from command_runs where id = $1`,
      [runId],
    );
    expect(times).toEqual({ is_early: true, off_ms: expect.closeTo(0, -1) });
    expect(sender.shown).toHaveLength(1);
    expect(sender.shown[0]).toMatchObject({
      isFinal: true,
      run: { command: 'lst', target: 'all' },
      failures: [{ name: 't2', state: 'refused', reply: 'ERR no such coin' }],
      only: undefined,
    });
    const { rows } = await store.database.query(
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
    const fleet = await makeCommandFleet(store.database, 3);
    const runId = await requested(fleet);
    const [, silent, late] = fleet.terminals;
    const task = fakeTask(store.database, (id) => (id === silent ? 'hangs' : 'answers'));
    // Nobody has the lease of the third one.
    await store.database.query(
      `create function keep_untaken() returns trigger language plpgsql as $$ begin return null; end $$;
       create trigger keep_untaken before update on command_results for each row when (old.terminal_id = ${late} and new.state = 'claimed')
       execute function keep_untaken()`,
    );
    await followRun(follower({ post: task.post }), runId);

    expect(
      await store.rows(
        `select settled_at > expires_at + interval '1 second' as has_waited from command_runs where id = $1`,
        [runId],
      ),
    ).toEqual([{ has_waited: true }]);
    expect(await statesOf(fleet, runId)).toEqual(['answered', 'timed-out', 'not-sent']);
    expect(await reasonsOf(fleet, runId)).toEqual([null, 'no-report', 'no-task']);
    await store.database.query('drop function keep_untaken() cascade');
  });

  it('goes on where a killed execution left off, and sends nothing again', async () => {
    const fleet = await makeCommandFleet(store.database, 3);
    const runId = await requested(fleet, { timeoutMs: 30_000 });
    const [silent] = fleet.terminals;
    const task = fakeTask(store.database, (id) => (id === silent ? 'hangs' : 'answers'));
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
    const fleet = await makeCommandFleet(store.database, 1);
    const runId = await requested(fleet, { follow: FOLLOW });
    const task = fakeTask(store.database);
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
    const fleet = await makeCommandFleet(store.database, 20);
    const runId = await requested(fleet);
    const task = fakeTask(store.database);

    const runs = await Promise.all(
      Array.from({ length: 10 }, () => followRun(follower({ post: task.post }), runId)),
    );

    expect(runs.filter(({ settled }) => settled !== undefined)).toHaveLength(1);
    expect(task.sent.map(({ terminalId }) => terminalId).sort()).toEqual([...fleet.terminals].sort());
    const { rows } = await store.database.query(`select 1 from audit where subject->>'runId' = $1`, [runId]);
    expect(rows).toHaveLength(1);
  });

  it('sends nothing that nobody began to send within a minute', async () => {
    const fleet = await makeCommandFleet(store.database, 2);
    const runId = await requested(fleet, { follow: FOLLOW });
    await passTime(runId);
    const task = fakeTask(store.database);
    const sender = follower({ post: task.post });

    await followRun(sender, runId);

    expect(task.sent).toEqual([]);
    expect(await statesOf(fleet, runId)).toEqual(['not-sent', 'not-sent']);
    expect(await reasonsOf(fleet, runId)).toEqual(['too-late', 'too-late']);
    expect(sender.shown).toMatchObject([{ isFinal: true, counts: { 'not-sent': 2 } }]);
  });

  it('shows a counter that grows, one message at a time, and its end last', async () => {
    const fleet = await makeCommandFleet(store.database, 3);
    const runId = await requested(fleet, { follow: FOLLOW, timeoutMs: 10_000 });
    const [first] = fleet.terminals;
    let nowMs = 0;
    const behaviour = new Set<number>(first === undefined ? [] : [first]);
    const task = fakeTask(store.database, (id) => (behaviour.has(id) ? 'answers' : 'hangs'));
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
          await store.database.query(
            `update command_results set state = 'answered', settled_at = now() where run_id = $1 and state = 'claimed'`,
            [runId],
          );
      },
      show: async ({ run }) => {
        open += 1;
        mostOpen = Math.max(mostOpen, open);
        messageIds.push(run.follow?.messageId);
        // A second one would have time to begin.
        for (let trip = 0; trip < 5; trip += 1) await store.database.query('select 1');
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
    const fleet = await makeCommandFleet(store.database, 1);
    const runId = await requested(fleet);
    const sender = follower({ remainingMs: () => 5_000 });

    await expect(followRun(sender, runId)).rejects.toThrow(FollowCutShortError);
    expect(await statesOf(fleet, runId)).toEqual(['pending']);
  });
});

describe('a preset of several lines', () => {
  it('sends one after the other, each when the one before is settled', async () => {
    const fleet = await makeCommandFleet(store.database, 2);
    const runId = await requested(fleet, {
      commands: ['lst', 'list', 'BL'],
      follow: { ...FOLLOW, messageId: 9 },
    });
    const task = fakeTask(store.database);
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
    const fleet = await makeCommandFleet(store.database, 1);
    const runId = await requested(fleet, { commands: ['lst', 'START'] });
    const second = (await findRun(store.database, fleet.owner, runId))?.nextRunId ?? '';
    await store.database.query('update command_runs set send_by = null where id = $1', [second]);
    const task = fakeTask(store.database);

    // No task is there for the first one, and its time passes.
    const sender = follower({
      sleep: async () => {
        await passTime(runId);
      },
    });
    await followRun(sender, runId);

    expect(sender.announced).toEqual([]);
    expect(task.sent).toEqual([]);
    expect(await reasonsOf(fleet, second)).toEqual(['line-before']);
    expect(await isSettled(fleet, second)).toBe(true);
  });
});
