import { z } from 'zod';
import type { ApiAnswer } from '../support/api-calls.ts';
import { addMember, makeTerminals } from '../support/command-fleet.ts';
import { makeFleet, makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows, newPerson } = useTestApi('api_terminals');

const terminalsOf = ({ body }: ApiAnswer): Record<string, unknown>[] =>
  z.array(z.record(z.string(), z.unknown())).parse(body.terminals);

describe('terminals', () => {
  it('are those of the fleets that the person is in, with what is known of each', async () => {
    const [owner, stranger] = [newPerson(), newPerson()];
    const fleetId = await makeFleet(store.database, owner);
    const shared = await makeFleet(store.database, stranger);
    await addMember(store.database, shared, owner, 'viewer');
    const id = await makeTerminal(store.database, fleetId, 'Alpha');
    const sharedId = await makeTerminal(store.database, shared, 'Shared');
    await makeTerminal(store.database, await makeFleet(store.database, stranger), 'Not theirs');
    await rows(
      `insert into balances (terminal_id, received_at, available, total, is_running, version, bot_name)
       values ($1, $2, 10.5, 20.25, true, 756, 'A')`,
      [id, api.now],
    );
    await rows(
      `insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'Long'), ($1, 'tag', 'eu')`,
      [id],
    );
    await makeOrder(store.database, { terminalId: id, openedAt: '2026-01-01T00:00:00Z', currency: 'USDT' });

    const answer = await api.call('GET', '/api/terminals', { token: await api.tokenOf(owner) });

    expect(terminalsOf(answer)).toMatchObject([
      {
        id,
        fleetId,
        name: 'Alpha',
        host: '10.1.1.1',
        port: expect.any(Number),
        state: 'online',
        available: expect.stringMatching(/^10\.50*$/),
        total: expect.stringMatching(/^20\.250*$/),
        currency: 'USDT',
        version: 756,
        groups: ['Long'],
        tags: ['eu'],
        lastSeenAt: api.now.toISOString(),
      },
      {
        id: sharedId,
        name: 'Shared',
        state: 'never',
        available: null,
        groups: [],
        tags: [],
        lastSeenAt: null,
      },
    ]);
    expect(answer.body).not.toHaveProperty('nextCursor');
  });

  it('are found by fleet, group, tag, state and a part of the name, all at once', async () => {
    const owner = newPerson();
    const [one, other] = [await makeFleet(store.database, owner, 'one'), newPerson()];
    const second = await makeFleet(store.database, other);
    await addMember(store.database, second, owner, 'operator');
    const [a, b] = await makeTerminals(store.database, one, 2, 'find-');
    const [c] = await makeTerminals(store.database, second, 1, 'find-');
    await rows(
      `insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'Long'), ($2, 'group', 'Long'), ($2, 'tag', 'eu')`,
      [a, b],
    );
    await rows('update terminals set enabled = false where id = $1', [b]);
    const token = await api.tokenOf(owner);
    const found = async (query: string): Promise<unknown[]> =>
      terminalsOf(await api.call('GET', `/api/terminals?${query}`, { token })).map(({ id }) => id);

    expect(await found('')).toEqual([a, b, c]);
    expect(await found(`fleetId=${second}`)).toEqual([c]);
    expect(await found('group=long')).toEqual([a, b]);
    expect(await found('tag=EU')).toEqual([b]);
    expect(await found('state=paused')).toEqual([b]);
    expect(await found('search=FIND-1')).toEqual([a, c]);
    expect(await found('group=Long&state=never')).toEqual([a]);
    expect(await found('group=Short')).toEqual([]);
  });

  it('come page by page, each once, whatever is renamed or added meanwhile', async () => {
    const owner = newPerson();
    const fleetId = await makeFleet(store.database, owner);
    const ids = await makeTerminals(store.database, fleetId, 5);
    const token = await api.tokenOf(owner);

    const first = await api.call('GET', '/api/terminals?limit=2', { token });
    await rows(`update terminals set name = 'zzz' where id = $1`, [ids[0]]);
    await rows('update terminals set removed_at = now() where id = $1', [ids[1]]);
    const next = (answer: ApiAnswer) =>
      api.call('GET', `/api/terminals?limit=2&cursor=${z.string().parse(answer.body.nextCursor)}`, { token });
    const second = await next(first);
    const third = await next(second);

    expect([first, second, third].flatMap(terminalsOf).map(({ id }) => id)).toEqual(ids);
    expect(third.body).not.toHaveProperty('nextCursor');
  });

  it.each([
    ['cursor=x', 'cursor'],
    [`cursor=${Buffer.from('{"after":"1"}').toString('base64url')}`, 'cursor'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['state=asleep', 'state'],
    ['fleetId=one', 'fleetId'],
    ['fleetId=99999999999999999999', 'fleetId'],
    ['search=%00', 'search'],
  ])('are refused for %s, and the parameter is named', async (query, field) => {
    const token = await api.tokenOf(newPerson());

    const answer = await api.call('GET', `/api/terminals?${query}`, { token });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('refuses a parameter that there is not', async () => {
    const token = await api.tokenOf(newPerson());

    expect((await api.call('GET', '/api/terminals?offset=5', { token })).status).toBe(400);
  });

  it('of a fleet of others are not told, nor whether it is there', async () => {
    const theirs = await makeFleet(store.database, newPerson());
    const id = await makeTerminal(store.database, theirs, 'Hidden');
    const token = await api.tokenOf(newPerson());

    const [hidden, missing] = [
      await api.call('GET', `/api/terminals/${id}`, { token }),
      await api.call('GET', '/api/terminals/999999999', { token }),
    ];
    expect(hidden.status).toBe(404);
    expect(hidden).toEqual(missing);
    expect((await api.call('GET', `/api/terminals?fleetId=${theirs}`, { token })).status).toBe(404);
    expect((await api.call('GET', '/api/terminals/7%27', { token })).status).toBe(404);
  });

  it('are told one by one without their password', async () => {
    const owner = newPerson();
    const id = await makeTerminal(store.database, await makeFleet(store.database, owner), 'Alpha');
    await rows(`update terminals set password_sealed = 'sealed' where id = $1`, [id]);

    const answer = await api.call('GET', `/api/terminals/${id}`, { token: await api.tokenOf(owner) });

    expect(answer).toMatchObject({
      status: 200,
      body: { id, name: 'Alpha', role: 'owner', state: 'never', hasPassword: true, lastSeenAt: null },
    });
    expect(JSON.stringify(answer.body)).not.toContain('sealed');
  });
});

describe('profit of today', () => {
  it('is told by terminal, currency and emulator, of the day in the given time zone', async () => {
    const owner = newPerson();
    api.now = new Date('2026-03-10T12:00:00Z');
    const token = await api.tokenOf(owner);
    const fleetId = await makeFleet(store.database, owner);
    const [a, b] = [
      await makeTerminal(store.database, fleetId, 'A'),
      await makeTerminal(store.database, fleetId, 'B'),
    ];
    const other = await makeTerminal(store.database, await makeFleet(store.database, newPerson()), 'C');
    const openedAt = '2026-03-09T00:00:00Z';
    const close = (terminalId: number, closedAt: string, profit: string, change = {}) =>
      makeOrder(store.database, { terminalId, openedAt, closedAt, profit, ...change });
    await close(a, '2026-03-09T23:30:00Z', '1');
    await close(a, '2026-03-10T01:00:00Z', '2.00000001');
    await close(a, '2026-03-10T02:00:00Z', '-5', { isEmulator: true });
    await close(a, '2026-03-10T03:00:00Z', '7', { deleted: true });
    await close(b, '2026-03-10T04:00:00Z', '3', { currency: 'BTC' });
    await close(b, '2026-03-10T05:00:00Z', '4', { currency: null });
    await close(other, '2026-03-10T06:00:00Z', '100');
    const read = async (query: string) =>
      (await api.call('GET', `/api/terminals/profit-today?${query}`, { token })).body;

    expect(await read('')).toEqual({
      since: '2026-03-10T00:00:00.000Z',
      rows: [
        { terminalId: a, currency: 'USDT', isEmulator: false, profit: '2.00000001', orders: 1 },
        { terminalId: a, currency: 'USDT', isEmulator: true, profit: '-5', orders: 1 },
        { terminalId: b, currency: 'BTC', isEmulator: false, profit: '3', orders: 1 },
        { terminalId: b, currency: null, isEmulator: false, profit: '4', orders: 1 },
      ],
    });
    expect(await read('timeZone=Europe/Berlin')).toMatchObject({
      since: '2026-03-09T23:00:00.000Z',
      rows: expect.arrayContaining([
        { terminalId: a, currency: 'USDT', isEmulator: false, profit: '3.00000001', orders: 2 },
      ]),
    });
    expect(
      (await api.call('GET', '/api/terminals/profit-today?timeZone=Mars/Olympus', { token })).status,
    ).toBe(400);
  });
});
