import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { followRun } from '../../core/fleet/commands/follow-run.ts';
import { type ApiAnswer, startTestApi, type TestApi } from '../support/api-calls.ts';
import { addMember, fakeTask, makeCommandFleet, testFollower } from '../support/command-fleet.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  store = await createTestDatabase('api_commands');
});
beforeEach(() => {
  api = startTestApi(store.url);
});
afterEach(() => api.close());
afterAll(() => store.close());

async function rows(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await store.database.query<Record<string, unknown>>(text, values)).rows;
}

let nextPerson = 70_000;
const newPerson = (): number => (nextPerson += 1);

const terminalsOf = ({ body }: ApiAnswer): Record<string, unknown>[] =>
  z.array(z.record(z.string(), z.unknown())).parse(body.terminals);
const idOf = ({ body }: ApiAnswer): string => z.uuid().parse(body.id);

describe('a command', () => {
  it('goes to the terminals that are named, and is followed to its end', async () => {
    const { owner, fleetId, terminals } = await makeCommandFleet(store.database, 4);
    const [first, second, third] = terminals;
    const token = await api.tokenOf(owner);

    const sent = await api.call('POST', '/api/commands', {
      token,
      key: randomUUID(),
      body: { command: ' lst ', terminalIds: [first, second, third, first], timeoutMs: 1_000 },
    });
    const id = idOf(sent);

    expect(sent).toMatchObject({
      status: 202,
      headers: { location: `/api/commands/${id}` },
      body: { id, terminals: 3, isNew: true },
    });
    expect(api.announced).toEqual([{ version: 1, runId: id }]);
    expect(await api.call('GET', `/api/commands/${id}`, { token })).toMatchObject({
      status: 200,
      body: { settledAt: null, counts: { pending: 3, answered: 0 } },
    });

    const task = fakeTask(store.database, (terminalId) => {
      if (terminalId === first) return 'answers';
      return terminalId === second ? 'refuses' : 'hangs';
    });
    await followRun(testFollower(store.database, { post: task.post }), id);

    expect((await api.call('GET', `/api/commands/${id}`, { token })).body).toMatchObject({
      id,
      fleetId,
      command: 'lst',
      target: 'terminals',
      source: 'api',
      requestedBy: { telegramId: owner },
      settledAt: expect.any(String),
      counts: { answered: 1, refused: 1, 'timed-out': 1, 'not-sent': 0, pending: 0 },
      results: [
        { terminalId: first, name: 't1', state: 'answered', reply: 'OK', sentAt: expect.any(String) },
        { terminalId: second, name: 't2', state: 'refused', reply: 'ERR no such coin' },
        { terminalId: third, name: 't3', state: 'timed-out', reply: null },
      ],
    });
    expect(
      await rows('select requested_by::int, source, address from command_runs where id = $1', [id]),
    ).toEqual([{ requested_by: owner, source: 'api', address: '203.0.113.9' }]);
  });

  it('is sent once, however often and at once it comes with its key', async () => {
    const { owner } = await makeCommandFleet(store.database, 2);
    const token = await api.tokenOf(owner);
    const key = randomUUID();
    const send = () => api.call('POST', '/api/commands', { token, key, body: { command: 'lst', all: true } });

    const answers = await Promise.all([send(), send(), send()]);

    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(answers.filter(({ body }) => body.isNew === true)).toHaveLength(1);
    expect(await rows('select 1 from command_runs where requested_by = $1', [owner])).toHaveLength(1);
  });

  it('is refused when its key was used for another one, and keys of two people are their own', async () => {
    const one = await makeCommandFleet(store.database, 1);
    const other = await makeCommandFleet(store.database, 1);
    const [token, otherToken] = [await api.tokenOf(one.owner), await api.tokenOf(other.owner)];
    const send = (by: string, command: string) =>
      api.call('POST', '/api/commands', { token: by, key: 'same-key', body: { command, all: true } });

    expect((await send(token, 'lst')).status).toBe(202);
    expect((await send(token, 'list')).status).toBe(422);
    expect(await send(otherToken, 'list')).toMatchObject({ status: 202, body: { isNew: true } });
  });

  it('is refused without a key', async () => {
    const { owner } = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);
    const body = { command: 'lst', all: true };

    for (const wrong of [undefined, 'with space', ''])
      expect(
        await api.call('POST', '/api/commands', {
          token,
          body,
          ...(wrong === undefined ? {} : { key: wrong }),
        }),
      ).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('Idempotency-Key') },
      });
    expect(await rows('select 1 from command_runs where requested_by = $1', [owner])).toEqual([]);
  });

  it('that is dangerous is asked about, and sent when the number of terminals is confirmed', async () => {
    const { owner } = await makeCommandFleet(store.database, 3);
    const token = await api.tokenOf(owner);
    const send = (confirm?: unknown) =>
      api.call('POST', '/api/commands', {
        token,
        key: 'sell',
        body: { command: 'SellALL', all: true, ...(confirm === undefined ? {} : { confirm }) },
      });

    expect(await send()).toMatchObject({
      status: 409,
      body: {
        count: 3,
        danger: 'always',
        command: 'SellALL',
        detail: expect.stringContaining('"confirm": 3'),
      },
    });
    expect(await send(2)).toMatchObject({ status: 409, body: { count: 3 } });
    expect(api.announced).toEqual([]);
    expect(await send(3)).toMatchObject({ status: 202, body: { terminals: 3 } });
  });

  it('that is dangerous may be confirmed by true, to however many it goes', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 3);
    await rows('update terminals set enabled = false where id = $1', [terminals[0]]);
    const token = await api.tokenOf(owner);

    const sent = await api.call('POST', '/api/commands', {
      token,
      key: randomUUID(),
      body: { command: 'SellALL', terminalIds: terminals, confirm: true },
    });

    expect(sent).toMatchObject({ status: 202, body: { terminals: 2 } });
  });

  it('to many is asked about, harmless or not', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 21);
    const token = await api.tokenOf(owner);
    const send = (body: object) => api.call('POST', '/api/commands', { token, key: randomUUID(), body });

    expect(await send({ command: 'lst', all: true })).toMatchObject({
      status: 409,
      body: { count: 21, danger: 'many' },
    });
    expect((await send({ command: 'lst', terminalIds: terminals.slice(0, 20) })).status).toBe(202);
  });

  it('reaches a group and a tag', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 3);
    await rows(
      `insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'Long'), ($2, 'group', 'Long'), ($2, 'tag', 'eu')`,
      terminals.slice(0, 2),
    );
    const token = await api.tokenOf(owner);
    const send = (target: object) =>
      api.call('POST', '/api/commands', { token, key: randomUUID(), body: { command: 'lst', ...target } });

    expect(await send({ group: 'long' })).toMatchObject({ status: 202, body: { terminals: 2 } });
    expect(await send({ tag: 'eu' })).toMatchObject({ status: 202, body: { terminals: 1 } });
    expect(await send({ group: 'Short' })).toMatchObject({
      status: 404,
      body: { title: 'Nobody to send to' },
    });
  });

  it('to terminals of others is refused in the same words as to those that there are not', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 1);
    const theirs = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);
    const send = (id: number | undefined) =>
      api.call('POST', '/api/commands', {
        token,
        key: randomUUID(),
        body: { command: 'lst', terminalIds: [terminals[0], id] },
      });

    const [hidden, missing] = [await send(theirs.terminals[0]), await send(999_999_999)];

    expect(hidden).toMatchObject({ status: 404, body: { terminalIds: theirs.terminals } });
    expect(hidden.body.detail).toBe(missing.body.detail);
    expect(missing).toMatchObject({ status: 404, body: { terminalIds: [999_999_999] } });
    expect(await rows('select 1 from command_results where terminal_id = any($1)', [terminals])).toEqual([]);
  });

  it('needs the role of an operator', async () => {
    const { fleetId, terminals } = await makeCommandFleet(store.database, 1);
    const [viewer, operator] = [newPerson(), newPerson()];
    await addMember(store.database, fleetId, viewer, 'viewer');
    await addMember(store.database, fleetId, operator, 'operator');
    const send = async (person: number) =>
      api.call('POST', '/api/commands', {
        token: await api.tokenOf(person),
        key: randomUUID(),
        body: { command: 'lst', terminalIds: terminals },
      });

    expect(await send(viewer)).toMatchObject({ status: 403, body: { needed: 'operator' } });
    expect((await send(operator)).status).toBe(202);
    expect((await send(newPerson())).status).toBe(404);
  });

  it('asks which fleet when the person has several', async () => {
    const { owner, fleetId } = await makeCommandFleet(store.database, 1);
    const second = await makeCommandFleet(store.database, 1);
    await addMember(store.database, second.fleetId, owner, 'operator');
    const token = await api.tokenOf(owner);
    const send = (more: object) =>
      api.call('POST', '/api/commands', {
        token,
        key: randomUUID(),
        body: { command: 'lst', all: true, ...more },
      });

    expect(await send({})).toMatchObject({ status: 409, body: { title: 'Which fleet' } });
    expect((await send({ fleetId })).status).toBe(202);
    expect((await send({ fleetId: Number(second.fleetId) })).status).toBe(202);
  });

  it.each([
    [{ command: 'lst' }, ''],
    [{ command: 'lst', all: true, group: 'Long' }, ''],
    [{ command: 'lst', all: false }, 'all'],
    [{ command: 'lst', terminalIds: [] }, 'terminalIds'],
    [{ command: 'lst', terminalIds: ['7'] }, 'terminalIds.0'],
    [{ command: 7, all: true }, 'command'],
    [{ command: 'lst', group: '\0' }, 'group'],
    [{ command: 'lst', all: true, timeoutMs: '5000' }, 'timeoutMs'],
    [{ command: 'lst', all: true, timeout: 5_000 }, ''],
    [[], ''],
  ])('is refused as %j', async (body, field) => {
    const { owner } = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);

    const answer = await api.call('POST', '/api/commands', { token, key: randomUUID(), body });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it.each([
    [{ command: '   ', all: true }, /empty/],
    [{ command: 'lst\nSellALL', all: true }, /one line/],
    [{ command: 'lst', all: true, timeoutMs: 999 }, /1,000 ms/],
    ['{"command": ', /JSON/],
  ])('is refused as %j, with a word on what it has to be', async (body, words) => {
    const { owner } = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);

    const answer = await api.call('POST', '/api/commands', { token, key: randomUUID(), body });

    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringMatching(words) } });
  });

  it('of more than 64 KB is too large', async () => {
    const token = await api.tokenOf(newPerson());

    const answer = await api.call('POST', '/api/commands', { token, key: 'k', body: 'x'.repeat(65_537) });

    expect(answer.status).toBe(413);
  });

  it('that could not be handed over is not sent, and says so', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 1);
    const cut = startTestApi(store.url, {
      commandsQueue: { send: () => Promise.reject(new Error('queue away')) },
    });

    const answer = await cut.call('POST', '/api/commands', {
      token: await cut.tokenOf(owner),
      key: randomUUID(),
      body: { command: 'lst', terminalIds: terminals },
    });

    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(cut.errors).toHaveLength(1);
    expect(await rows('select state from command_results where terminal_id = any($1)', [terminals])).toEqual([
      { state: 'not-sent' },
    ]);
    await cut.close();
  });
});

describe('results', () => {
  it('come page by page, and by their state', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 5);
    const token = await api.tokenOf(owner);
    const id = idOf(
      await api.call('POST', '/api/commands', { token, key: 'k', body: { command: 'lst', all: true } }),
    );
    await rows(
      `update command_results set state = 'answered', reply = 'OK' where run_id = $1 and terminal_id = $2`,
      [id, terminals[1]],
    );
    const resultsOf = (answer: ApiAnswer): unknown[] =>
      z
        .array(z.object({ terminalId: z.number() }))
        .parse(answer.body.results)
        .map((one) => one.terminalId);

    const first = await api.call('GET', `/api/commands/${id}?limit=3`, { token });
    const cursor = z.string().parse(first.body.nextCursor);
    const second = await api.call('GET', `/api/commands/${id}?limit=3&cursor=${cursor}`, { token });

    expect([...resultsOf(first), ...resultsOf(second)]).toEqual(terminals);
    expect(second.body).not.toHaveProperty('nextCursor');
    expect(resultsOf(await api.call('GET', `/api/commands/${id}?state=answered`, { token }))).toEqual([
      terminals[1],
    ]);
    expect((await api.call('GET', `/api/commands/${id}?limit=5001`, { token })).status).toBe(400);
  });

  it('never make an answer larger than a function may give', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 60);
    const token = await api.tokenOf(owner);
    const id = idOf(
      await api.call('POST', '/api/commands', {
        token,
        key: 'large',
        body: { command: 'lst', all: true, confirm: 60 },
      }),
    );
    await rows(
      `update command_results set state = 'answered', reply = repeat('"', 65536) where run_id = $1`,
      [id],
    );

    let seen = 0;
    let cursor = '';
    do {
      const { body } = await api.call('GET', `/api/commands/${id}${cursor}`, { token });
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(body)))).toBeLessThan(6_000_000);
      seen += z.array(z.unknown()).parse(body.results).length;
      cursor = body.nextCursor === undefined ? '' : `?cursor=${z.string().parse(body.nextCursor)}`;
    } while (cursor !== '');

    expect(seen).toBe(terminals.length);
  });

  it('of a command to a fleet of others are not told', async () => {
    const { owner } = await makeCommandFleet(store.database, 1);
    const id = idOf(
      await api.call('POST', '/api/commands', {
        token: await api.tokenOf(owner),
        key: 'k',
        body: { command: 'lst', all: true },
      }),
    );
    const token = await api.tokenOf((await makeCommandFleet(store.database, 1)).owner);

    expect((await api.call('GET', `/api/commands/${id}`, { token })).status).toBe(404);
    expect((await api.call('GET', '/api/commands/no-uuid', { token })).status).toBe(404);
    expect((await api.call('GET', '/api/commands', { token })).body).toEqual({ commands: [] });
  });
});

describe('the history of commands', () => {
  it('is of all fleets of the person, the newest first, page by page', async () => {
    const { owner, fleetId } = await makeCommandFleet(store.database, 1);
    const second = await makeCommandFleet(store.database, 1);
    await addMember(store.database, second.fleetId, owner, 'operator');
    const token = await api.tokenOf(owner);
    const sent: string[] = [];
    for (const [index, to] of [fleetId, second.fleetId, fleetId, second.fleetId, fleetId].entries())
      sent.push(
        idOf(
          await api.call('POST', '/api/commands', {
            token,
            key: `k${index}`,
            body: { command: 'lst', all: true, fleetId: to },
          }),
        ),
      );
    // Two at one moment: their ids decide.
    await rows('update command_runs set created_at = $2 where id = any($1)', [
      sent.slice(0, 2),
      '2026-01-01T00:00:00Z',
    ]);
    const newest = [...sent.slice(2).reverse(), ...sent.slice(0, 2).sort().reverse()];
    const seen: unknown[] = [];
    let query = '?limit=2';

    for (let page = 0; page < 3; page += 1) {
      const { body } = await api.call('GET', `/api/commands${query}`, { token });
      seen.push(
        ...z
          .array(z.object({ id: z.string() }))
          .parse(body.commands)
          .map(({ id }) => id),
      );
      query = `?limit=2&cursor=${z.string().optional().parse(body.nextCursor) ?? 'none'}`;
    }

    expect(seen).toEqual(newest);
    expect(query).toContain('none');
    const one = await api.call('GET', `/api/commands?fleetId=${second.fleetId}`, { token });
    expect(z.array(z.unknown()).parse(one.body.commands)).toHaveLength(2);
  });
});

describe('a region that only follows another', () => {
  it('answers who reads, and tells who commands to ask again', async () => {
    const { owner } = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);
    const passive = startTestApi(`${store.url}?options=-c%20default_transaction_read_only%3Don`);

    const read = await passive.call('GET', '/api/terminals', { token });
    const sent = await passive.call('POST', '/api/commands', {
      token,
      key: 'k',
      body: { command: 'lst', all: true },
    });

    expect(terminalsOf(read)).toHaveLength(1);
    expect(sent).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(passive.errors).toHaveLength(1);
    expect(passive.announced).toEqual([]);
    await passive.close();
  });
});
