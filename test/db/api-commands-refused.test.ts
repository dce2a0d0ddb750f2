import { randomUUID } from 'node:crypto';
import { startTestApi } from '../support/api-calls.ts';
import { addMember, makeCommandFleet } from '../support/command-fleet.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows, newPerson, startPassive } = useTestApi('api_commands_refused');

describe('a command', () => {
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

describe('a region that only follows another', () => {
  it('answers who reads, and tells who commands to ask again', async () => {
    const { owner } = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);
    const passive = startPassive();

    const read = await passive.call('GET', '/api/terminals', { token });
    const sent = await passive.call('POST', '/api/commands', {
      token,
      key: 'k',
      body: { command: 'lst', all: true },
    });

    expect(read.body.terminals).toHaveLength(1);
    expect(sent).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(passive.errors).toHaveLength(1);
    expect(passive.announced).toEqual([]);
    await passive.close();
  });
});
