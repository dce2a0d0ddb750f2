import { randomUUID } from 'node:crypto';
import { buildCommand } from '../../core/fleet/commands/build-command.ts';
import {
  ConfirmationNeededError,
  IdempotencyKeyReusedError,
  requestRun,
} from '../../core/fleet/commands/request-run.ts';
import {
  listResults,
  listRunsOfFleet,
  listRunsOfTerminal,
  findRun,
} from '../../core/fleet/commands/read-runs.ts';
import { RunRequestInvalidError } from '../../core/fleet/commands/run-request.ts';
import { RunNotAnnouncedError, startRun } from '../../core/fleet/commands/start-run.ts';
import {
  FleetAmbiguousError,
  type Target,
  TargetEmptyError,
  TerminalsUnknownError,
} from '../../core/fleet/commands/targets.ts';
import { FleetUnknownError, NotAllowedError } from '../../core/fleet/terminals/fleets.ts';
import { addMember, makeCommandFleet, makeTerminals, requestTo } from '../support/command-fleet.ts';
import { makeFleet } from '../support/fleet-rows.ts';
import { useTestDatabase } from '../support/test-database.ts';

const test = useTestDatabase('request_run');

const request = (given: Parameters<typeof requestRun>[1]) => requestRun(test.database, given, randomUUID);
const countOf = async (table: string): Promise<number> => {
  const { rows } = await test.database.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return rows[0]?.count ?? 0;
};
const targetsOf = async (runId: string): Promise<number[]> => {
  const { rows } = await test.database.query<{ id: string }>(
    'select terminal_id::text as id from command_results where run_id = $1 order by terminal_id',
    [runId],
  );
  return rows.map(({ id }) => Number(id));
};

describe('a request that is repeated', () => {
  it('makes one run of twenty concurrent requests with one key, and says so to each', async () => {
    const fleet = await makeCommandFleet(test.database, 5);
    const given = requestTo(fleet);
    const before = { runs: await countOf('command_runs'), results: await countOf('command_results') };

    const runs = await Promise.all(Array.from({ length: 20 }, () => request(given)));

    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
    expect(runs.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(runs.every(({ terminals, isWaiting }) => terminals === 5 && isWaiting)).toBe(true);
    expect(await countOf('command_runs')).toBe(before.runs + 1);
    expect(await countOf('command_results')).toBe(before.results + 5);
  });

  it('is refused when it asks for something else, and changes nothing', async () => {
    const fleet = await makeCommandFleet(test.database, 2);
    const given = requestTo(fleet);
    const { runId } = await request(given);

    for (const other of [
      { commands: ['START'] },
      { commands: ['lst', 'list'] },
      { timeoutMs: 2_000 },
      { byBotName: true },
      { target: { kind: 'terminals', ids: [fleet.terminals[0] ?? 0] } } as const,
    ])
      await expect(request({ ...given, ...other })).rejects.toThrow(IdempotencyKeyReusedError);
    expect((await request(given)).runId).toBe(runId);
    expect(await targetsOf(runId)).toEqual(fleet.terminals);
  });

  it('is another person’s own, with the same key', async () => {
    const [one, other] = [await makeCommandFleet(test.database, 1), await makeCommandFleet(test.database, 1)];
    const idempotencyKey = 'the-same';

    const first = await request(requestTo(one, { idempotencyKey }));
    const second = await request(requestTo(other, { idempotencyKey }));

    expect([first.isNew, second.isNew]).toEqual([true, true]);
  });

  it('of different lines at the same moment leaves one chain whole and nothing of the other', async () => {
    const fleet = await makeCommandFleet(test.database, 3);
    const given = requestTo(fleet);
    const before = await countOf('command_runs');

    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        request({ ...given, commands: index % 2 === 0 ? ['lst'] : ['lst', 'list', 'BL'] }),
      ),
    );

    const made = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.runId] : []));
    expect(new Set(made).size).toBe(1);
    const lines = (await countOf('command_runs')) - before;
    const { rows } = await test.database.query<{ next: string | null }>(
      'select next_run_id as next from command_runs where id = $1',
      [made[0]],
    );
    expect(lines).toBe(rows[0]?.next === null ? 1 : 3);
  });
});

describe('a dangerous command', () => {
  it('is sent only when its very count and text were confirmed', async () => {
    const fleet = await makeCommandFleet(test.database, 3);
    const stop = requestTo(fleet, { commands: [buildCommand('stop')] });

    await expect(request(stop)).rejects.toMatchObject({ count: 3, danger: 'always', command: 'STOP' });
    await expect(request({ ...stop, confirmed: { count: 2, command: 'STOP' } })).rejects.toThrow(
      ConfirmationNeededError,
    );
    await expect(request({ ...stop, confirmed: { count: 3, command: 'START' } })).rejects.toThrow(
      ConfirmationNeededError,
    );
    // As it was typed.
    const typed = requestTo(fleet, { commands: [' STOP '], confirmed: { count: 3, command: ' STOP ' } });
    await expect(request(typed)).resolves.toMatchObject({ isNew: true });
    // One more terminal since the person was asked.
    await makeTerminals(test.database, fleet.fleetId, 1, 'later');
    await expect(request({ ...stop, confirmed: { count: 3, command: 'STOP' } })).rejects.toMatchObject({
      count: 4,
    });
    await expect(request({ ...stop, confirmed: { count: 4, command: 'STOP' } })).resolves.toMatchObject({
      isNew: true,
    });
  });

  it('is any command to more than twenty terminals, and a preset that has one in it', async () => {
    const [small, large] = [
      await makeCommandFleet(test.database, 20),
      await makeCommandFleet(test.database, 21),
    ];

    await expect(request(requestTo(small))).resolves.toMatchObject({ terminals: 20 });
    await expect(request(requestTo(large))).rejects.toMatchObject({ count: 21, danger: 'many' });
    await expect(request(requestTo(small, { commands: ['lst', 'sellall'] }))).rejects.toMatchObject({
      danger: 'always',
      command: 'lst\nsellall',
    });
  });
});

describe('the target of a command', () => {
  it('is what the person may command: terminals, a group, a tag, all; without disabled and removed ones', async () => {
    const fleet = await makeCommandFleet(test.database, 5);
    const [a = 0, b = 0, c = 0, disabled = 0, removed = 0] = fleet.terminals;
    await test.database.query('update terminals set enabled = false where id = $1', [disabled]);
    await test.database.query('update terminals set removed_at = now(), enabled = false where id = $1', [
      removed,
    ]);
    await test.database.query(
      `insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'Main'), ($2, 'group', 'main'), ($3, 'tag', 'main'), ($4, 'group', 'Main')`,
      [a, b, c, disabled],
    );
    const targets: [Target, number[], string][] = [
      [{ kind: 'all' }, [a, b, c], 'all'],
      [{ kind: 'group', name: 'MAIN' }, [a, b], 'group MAIN'],
      [{ kind: 'tag', name: 'main' }, [c], 'tag main'],
      [{ kind: 'terminals', ids: [c, a, c] }, [a, c], 'terminals'],
      [{ kind: 'terminals', ids: [b, disabled, removed] }, [b], 'terminal t2'],
    ];

    for (const [target, expected, label] of targets) {
      const { runId, terminals } = await request(requestTo(fleet, { target }));
      expect([await targetsOf(runId), terminals]).toEqual([expected, expected.length]);
      expect((await findRun(test.database, fleet.owner, runId))?.target).toBe(label);
    }
    await expect(
      request(requestTo(fleet, { target: { kind: 'terminals', ids: [disabled] } })),
    ).rejects.toThrow(TargetEmptyError);
    await expect(request(requestTo(fleet, { target: { kind: 'group', name: 'none' } }))).rejects.toThrow(
      TargetEmptyError,
    );
  });

  it('is never another fleet’s terminal, and whether there is one is not said', async () => {
    const [mine, theirs] = [
      await makeCommandFleet(test.database, 2),
      await makeCommandFleet(test.database, 2),
    ];
    const foreign = theirs.terminals[0] ?? 0;
    const nobodys = 999_999_999;
    await test.database.query(
      `insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'vip')`,
      [foreign],
    );
    const ids = [...mine.terminals, foreign, nobodys];
    const asked = requestTo(mine, { target: { kind: 'terminals', ids } });
    const before = await countOf('command_results');

    const refused = await request(asked).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(TerminalsUnknownError);
    // Both alike.
    expect(refused).toMatchObject({ ids: [foreign, nobodys] });
    await expect(request({ ...asked, fleetId: theirs.fleetId })).rejects.toThrow(FleetUnknownError);
    await expect(request(requestTo(mine, { target: { kind: 'group', name: 'vip' } }))).rejects.toThrow(
      TargetEmptyError,
    );
    expect(await countOf('command_results')).toBe(before);
  });

  it('takes operators and refuses viewers', async () => {
    const fleet = await makeCommandFleet(test.database, 1);
    const [operator, viewer] = [fleet.owner + 500_000, fleet.owner + 600_000];
    await addMember(test.database, fleet.fleetId, operator, 'operator');
    await addMember(test.database, fleet.fleetId, viewer, 'viewer');

    await expect(request(requestTo({ ...fleet, owner: operator }))).resolves.toMatchObject({ terminals: 1 });
    await expect(request(requestTo({ ...fleet, owner: viewer }))).rejects.toThrow(NotAllowedError);
    await expect(
      request(
        requestTo(
          { ...fleet, owner: viewer },
          { fleetId: undefined, target: { kind: 'terminals', ids: fleet.terminals } },
        ),
      ),
    ).rejects.toThrow(NotAllowedError);
    await expect(request(requestTo({ ...fleet, owner: 42 }))).rejects.toThrow(FleetUnknownError);
  });

  it('has to name the fleet when it reaches into two of the person’s', async () => {
    const fleet = await makeCommandFleet(test.database, 1);
    const second = await makeFleet(test.database, fleet.owner);
    const [other = 0] = await makeTerminals(test.database, second, 1);

    await expect(request(requestTo(fleet, { fleetId: undefined }))).rejects.toThrow(FleetAmbiguousError);
    await expect(
      request(requestTo(fleet, { fleetId: undefined, target: { kind: 'terminals', ids: [other] } })),
    ).resolves.toMatchObject({ terminals: 1 });
  });

  it('is a command of one line and a bounded time', async () => {
    const fleet = await makeCommandFleet(test.database, 1);

    for (const wrong of [
      { commands: [] },
      { commands: ['  '] },
      { commands: ['lst\nSellALL'] },
      { commands: ['x'.repeat(60_001)] },
      { commands: Array.from({ length: 21 }, () => 'lst') },
      { timeoutMs: 999 },
      { timeoutMs: 30_001 },
      { idempotencyKey: 'with space' },
      { idempotencyKey: '' },
    ])
      await expect(request(requestTo(fleet, wrong))).rejects.toThrow(RunRequestInvalidError);
  });
});

describe('the queue away', () => {
  it('ends the run and its chain as not sent at once, and tells the caller', async () => {
    const fleet = await makeCommandFleet(test.database, 2);
    const queue = { send: () => Promise.reject(new Error('no queue')) };

    await expect(
      startRun(
        { database: test.database, queue, newId: randomUUID },
        requestTo(fleet, { commands: ['lst', 'list'] }),
      ),
    ).rejects.toThrow(RunNotAnnouncedError);

    const { items } = await listRunsOfFleet(test.database, { ...asked(fleet.owner), fleetId: fleet.fleetId });
    expect(items).toHaveLength(2);
    for (const run of items) {
      expect(run.counts).toMatchObject({ 'not-sent': 2, pending: 0 });
      expect(run.settledAt).not.toBeNull();
    }
  });
});

const asked = (userId: number) => ({ userId, limit: 100 });

describe('history', () => {
  it('pages through a fleet’s and a terminal’s runs, newest first, and shows nothing to others', async () => {
    const fleet = await makeCommandFleet(test.database, 3);
    const stranger = await makeCommandFleet(test.database, 1);
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1)
      made.unshift((await request(requestTo(fleet, { commands: [`SetParam "A" X ${index}`] }))).runId);
    const [terminalId = 0] = fleet.terminals;

    const seen: string[] = [];
    const seenOfTerminal: string[] = [];
    for (
      let after: Awaited<ReturnType<typeof listRunsOfFleet>>['next'], more = true;
      more;
      more = after !== undefined
    ) {
      const page = await listRunsOfFleet(test.database, {
        userId: fleet.owner,
        fleetId: fleet.fleetId,
        after,
        limit: 2,
      });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    }
    for (
      let after: Awaited<ReturnType<typeof listRunsOfTerminal>>['next'], more = true;
      more;
      more = after !== undefined
    ) {
      const page = await listRunsOfTerminal(test.database, {
        userId: fleet.owner,
        terminalId,
        after,
        limit: 2,
      });
      seenOfTerminal.push(...page.items.map(({ runId }) => runId));
      after = page.next;
    }
    expect(seen).toEqual(made);
    expect(seenOfTerminal).toEqual(made);

    const [runId = ''] = made;
    const first = await listResults(test.database, { userId: fleet.owner, runId, limit: 2 });
    const second = await listResults(test.database, {
      userId: fleet.owner,
      runId,
      limit: 2,
      after: first.next,
    });
    expect(
      [...first.items, ...second.items].map((result) => [result.terminalId, result.name, result.state]),
    ).toEqual(fleet.terminals.map((id, index) => [id, `t${index + 1}`, 'pending']));
    expect(second.next).toBeUndefined();

    const of = asked(stranger.owner);
    expect(await findRun(test.database, stranger.owner, runId)).toBeUndefined();
    expect((await listResults(test.database, { ...of, runId })).items).toEqual([]);
    expect((await listRunsOfFleet(test.database, { ...of, fleetId: fleet.fleetId })).items).toEqual([]);
    expect((await listRunsOfTerminal(test.database, { ...of, terminalId })).items).toEqual([]);
  });
});
