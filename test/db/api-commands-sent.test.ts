import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { followRun } from '../../core/fleet/commands/follow-run.ts';
import type { ApiAnswer } from '../support/api-calls.ts';
import { addMember, fakeTask, makeCommandFleet, testFollower } from '../support/command-fleet.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows } = useTestApi('api_commands_sent');

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
});
