import { randomUUID } from 'node:crypto';
import { consumeRuns } from '../../core/fleet/commands/consume-runs.ts';
import { deleteOldRuns } from '../../core/fleet/commands/delete-old-runs.ts';
import { followRun } from '../../core/fleet/commands/follow-run.ts';
import { listRunsOfFleet } from '../../core/fleet/commands/read-runs.ts';
import { fakeTask, makeCommandFleet } from '../support/command-fleet.ts';
import { followedRuns } from '../support/followed-runs.ts';
import { useTestDatabase } from '../support/test-database.ts';

const store = useTestDatabase('consume_runs');
const { requested, statesOf, reasonsOf, follower, passTime } = followedRuns(store);

const event = (...bodies: unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: `r${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
});

describe('an event of the commands’ queue', () => {
  it('fails what is no run alone, follows the others together and a repeated one once', async () => {
    const fleet = await makeCommandFleet(store.database, 2);
    const [first, second] = [await requested(fleet), await requested(fleet)];
    const task = fakeTask(store.database);
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
    const fleet = await makeCommandFleet(store.database, 1);
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
    const fleet = await makeCommandFleet(store.database, 1);
    const [old, recent] = [await requested(fleet), await requested(fleet)];
    await store.database.query(
      `update command_runs set created_at = created_at - interval '367 days' where id = $1`,
      [old],
    );

    expect(await deleteOldRuns(store.database, new Date())).toBe(1);

    const { items } = await listRunsOfFleet(store.database, {
      userId: fleet.owner,
      fleetId: fleet.fleetId,
      limit: 10,
    });
    expect(items.map(({ id }) => id)).toEqual([recent]);
  });
});
