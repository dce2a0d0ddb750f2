import { randomUUID } from 'node:crypto';
import { followRun } from '../../core/fleet/commands/follow-run.ts';
import { findRun } from '../../core/fleet/commands/read-runs.ts';
import { requestRun } from '../../core/fleet/commands/request-run.ts';
import { NothingToUndoError, undoRun } from '../../core/fleet/commands/start-run.ts';
import { TargetEmptyError } from '../../core/fleet/commands/targets.ts';
import { fakeTask, makeCommandFleet, requestTo } from '../support/command-fleet.ts';
import { followedRuns } from '../support/followed-runs.ts';
import { useTestDatabase } from '../support/test-database.ts';

const store = useTestDatabase('undo_run');
const { requested, follower } = followedRuns(store);

describe('taking a command back', () => {
  it('sends the opposite to those that answered, asks as for any command, and repeats nothing', async () => {
    const fleet = await makeCommandFleet(store.database, 3);
    const runId = await requested(fleet, { commands: ['START'] });
    const [answering, other] = fleet.terminals;
    const task = fakeTask(store.database, (id) => (id === answering || id === other ? 'answers' : 'refuses'));
    await followRun(follower({ post: task.post }), runId);
    const queue = follower().queue;
    const starter = { database: store.database, queue, newId: randomUUID };
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
    expect(await findRun(store.database, fleet.owner, undone.runId)).toMatchObject({
      command: 'STOP',
      undoOf: runId,
      target: 'answered',
    });
    await expect(undoRun(starter, { ...undo, userId: 5 })).rejects.toThrow(NothingToUndoError);
  });

  it('is refused where there is no opposite, or nobody answered', async () => {
    const fleet = await makeCommandFleet(store.database, 1);
    const starter = { database: store.database, queue: follower().queue, newId: randomUUID };
    const without = await requested(fleet, { commands: ['CancelBuy'] });
    await followRun(follower({ post: fakeTask(store.database).post }), without);
    const unanswered = await requested(fleet, { commands: ['silent'] });
    const undo = { userId: fleet.owner, source: 'telegram', address: '1', idempotencyKey: 'undo-2' } as const;

    await expect(undoRun(starter, { ...undo, runId: without })).rejects.toThrow(NothingToUndoError);
    await expect(undoRun(starter, { ...undo, runId: unanswered })).rejects.toThrow(NothingToUndoError);
    await expect(
      requestRun(
        store.database,
        requestTo(fleet, { commands: ['talk'], target: { kind: 'answered', runId: unanswered } }),
        randomUUID,
      ),
    ).rejects.toThrow(TargetEmptyError);
  });
});
