import { z } from 'zod';
import { newTerminal } from '../support/new-terminals.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, rows, newPerson } = useTestApi('api_terminals_tested');

const added = z.object({ id: z.number(), testRunId: z.uuid().nullable().optional() });

describe('a terminal that is added with `test`', () => {
  it('is asked once whether it hears us, however often it is sent', async () => {
    const token = await api.tokenOf(newPerson());
    const body = newTerminal({ test: true });
    const first = added.parse((await api.call('POST', '/api/terminals', { token, body })).body);
    const again = added.parse((await api.call('POST', '/api/terminals', { token, body })).body);

    expect(first.testRunId).toEqual(expect.any(String));
    expect(again).toEqual(first);
    const run = await api.call('GET', `/api/commands/${first.testRunId}`, { token });
    expect(run.body).toMatchObject({ command: 'lst' });
    expect(await rows('select terminal_id::int as id from command_results')).toEqual([{ id: first.id }]);
    expect(api.announced).toContainEqual(expect.objectContaining({ runId: first.testRunId }));
  });

  it('is asked nothing without it', async () => {
    const token = await api.tokenOf(newPerson());
    const { body } = await api.call('POST', '/api/terminals', { token, body: newTerminal() });

    expect(body).not.toHaveProperty('testRunId');
    expect(api.announced).toEqual([]);
  });
});

describe('POST /api/terminals/{id}/test', () => {
  it('asks again with each new key, and once with the same', async () => {
    const token = await api.tokenOf(newPerson());
    const { id } = added.parse(
      (await api.call('POST', '/api/terminals', { token, body: newTerminal() })).body,
    );
    const ask = (key: string) =>
      api.call('POST', `/api/terminals/${id}/test`, { token, headers: { 'idempotency-key': key } });

    const [first, same, other] = [await ask('one'), await ask('one'), await ask('two')];

    expect(first).toMatchObject({ status: 202, body: { terminals: 1, isNew: true } });
    expect(first.headers['location']).toBe(`/api/commands/${String(first.body.id)}`);
    expect(same.body).toMatchObject({ id: first.body.id, isNew: false });
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('is nothing for a terminal of others', async () => {
    const owner = await api.tokenOf(newPerson());
    const { id } = added.parse(
      (await api.call('POST', '/api/terminals', { token: owner, body: newTerminal() })).body,
    );
    const stranger = await api.tokenOf(newPerson());

    const { status } = await api.call('POST', `/api/terminals/${id}/test`, {
      token: stranger,
      headers: { 'idempotency-key': 'key' },
    });

    expect(status).toBe(404);
  });
});

describe('a terminal that cannot be asked, since the queue is away', () => {
  const away = useTestApi('api_terminals_tested_away', {
    commandsQueue: { send: () => Promise.reject(new Error('SQS is away')) },
  });

  it('is added all the same', async () => {
    const token = await away.api.tokenOf(away.newPerson());
    const { status, body } = await away.api.call('POST', '/api/terminals', {
      token,
      body: newTerminal({ test: true }),
    });

    expect([status, body.testRunId]).toEqual([201, null]);
  });
});
