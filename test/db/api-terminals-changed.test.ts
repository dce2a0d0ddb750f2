import { z } from 'zod';
import { openPassword } from '../../core/fleet/terminal-password.ts';
import { TERMINAL_KEY } from '../support/api-calls.ts';
import { addMember, makeTerminals } from '../support/command-fleet.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import { newTerminal } from '../support/new-terminals.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows, newPerson } = useTestApi('api_terminals_changed');

describe('adding a terminal', () => {
  it('makes a fleet of one who has none, and keeps the password sealed', async () => {
    const token = await api.tokenOf(newPerson());

    const added = await api.call('POST', '/api/terminals', {
      token,
      body: newTerminal({ password: 'demoPass1', note: 'first', groups: ['Long'], tags: ['eu'] }),
    });

    const id = z.number().parse(added.body.id);
    expect(added).toMatchObject({ status: 201, headers: { location: `/api/terminals/${id}` } });
    expect(await api.call('GET', `/api/terminals/${id}`, { token })).toMatchObject({
      body: {
        name: 'Alpha',
        role: 'owner',
        hasPassword: true,
        note: 'first',
        groups: ['Long'],
        tags: ['eu'],
        state: 'never',
      },
    });
    const [row] = await rows('select password_sealed from terminals where id = $1', [id]);
    expect(openPassword(TERMINAL_KEY, z.instanceof(Buffer).parse(row?.password_sealed))).toBe('demoPass1');
  });

  it('that is sent again adds nothing', async () => {
    const token = await api.tokenOf(newPerson());
    const body = newTerminal();

    const [first, second] = [
      await api.call('POST', '/api/terminals', { token, body }),
      await api.call('POST', '/api/terminals', { token, body }),
    ];

    expect(second.body.id).toBe(first.body.id);
  });

  it.each([
    ['host', { host: '127.0.0.1' }],
    ['host', { host: '169.254.169.254' }],
    ['host', { host: 'http://example.com' }],
    ['host', { host: '2130706433' }],
    ['port', { port: 0 }],
    ['port', { port: 65_536 }],
    ['name', { name: ' ' }],
    ['name', { name: 'a\u0000b' }],
    ['groups.0', { groups: ['a;b'] }],
  ])('is refused for a wrong %s: %j', async (field, change) => {
    const token = await api.tokenOf(newPerson());

    const answer = await api.call('POST', '/api/terminals', { token, body: newTerminal(change) });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('is refused where another one is, whoever it belongs to, and for a name that the fleet has', async () => {
    const token = await api.tokenOf(newPerson());
    const taken = newTerminal();
    await api.call('POST', '/api/terminals', { token: await api.tokenOf(newPerson()), body: taken });
    await api.call('POST', '/api/terminals', { token, body: newTerminal({ name: 'Beta' }) });

    const address = await api.call('POST', '/api/terminals', { token, body: { ...taken, name: 'Gamma' } });
    const name = await api.call('POST', '/api/terminals', { token, body: newTerminal({ name: 'BETA' }) });

    expect(address).toMatchObject({ status: 409, body: { title: 'Address taken' } });
    expect(name).toMatchObject({ status: 409, body: { title: 'Name taken', errors: [{ field: 'name' }] } });
  });

  it('to a fleet of somebody else is refused', async () => {
    const [owner, operator] = [newPerson(), newPerson()];
    const fleetId = await makeFleet(store.database, owner);
    await addMember(store.database, fleetId, operator, 'operator');
    const tokens = { operator: await api.tokenOf(operator), stranger: await api.tokenOf(newPerson()) };
    const add = (token: string) =>
      api.call('POST', '/api/terminals', { token, body: newTerminal({ fleetId }) });

    expect((await add(tokens.operator)).status).toBe(403);
    expect((await add(tokens.stranger)).status).toBe(404);
    expect(await rows('select 1 from terminals where fleet_id = $1', [fleetId])).toEqual([]);
  });
});

describe('changing a terminal', () => {
  it('changes what is named and leaves the rest', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const id = await makeTerminal(store.database, await makeFleet(store.database, owner), 'Old');
    const change = (body: Record<string, unknown>) =>
      api.call('PATCH', `/api/terminals/${id}`, { token, body });

    await change({ groups: ['Long', 'Night'], tags: ['eu'], note: 'n', password: 'secret' });
    const answer = await change({ name: 'New', isEnabled: false, groups: ['night'] });

    expect(answer).toMatchObject({
      status: 200,
      body: {
        id,
        name: 'New',
        host: '10.1.1.1',
        hasPassword: true,
        isEnabled: false,
        state: 'paused',
        note: 'n',
        groups: ['Night'],
        tags: ['eu'],
      },
    });
    expect((await change({ password: '', note: '' })).body).toMatchObject({ hasPassword: false, note: null });
    expect((await change({})).status).toBe(400);
    expect((await change({ host: '127.0.0.1' })).status).toBe(400);
  });

  it('is for its owner: an operator may not, and a stranger does not hear of it', async () => {
    const [owner, operator] = [newPerson(), newPerson()];
    const fleetId = await makeFleet(store.database, owner);
    await addMember(store.database, fleetId, operator, 'operator');
    const id = await makeTerminal(store.database, fleetId, 'Kept');
    const asked = [
      ['PATCH', `/api/terminals/${id}`, { name: 'Mine' }],
      ['DELETE', `/api/terminals/${id}?confirm=true`, undefined],
      ['POST', '/api/terminals/labels', { terminalIds: [id], add: { groups: ['Mine'] } }],
      ['PATCH', '/api/groups/Long', { fleetId, name: 'Mine' }],
    ] as const;
    const [operators, strangers] = [await api.tokenOf(operator), await api.tokenOf(newPerson())];
    for (const [method, path, body] of asked) {
      expect((await api.call(method, path, { token: operators, body })).status).toBe(403);
      expect((await api.call(method, path, { token: strangers, body })).status).toBe(404);
    }
    expect(await rows('select name, removed_at from terminals where id = $1', [id])).toEqual([
      { name: 'Kept', removed_at: null },
    ]);
  });

  it('removes it once that is confirmed, and brings it back within a day', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const id = await makeTerminal(store.database, await makeFleet(store.database, owner), 'Alpha');
    const path = `/api/terminals/${id}`;

    expect(await api.call('DELETE', path, { token })).toMatchObject({ status: 409, body: { name: 'Alpha' } });
    expect((await api.call('GET', path, { token })).status).toBe(200);

    const removed = await api.call('DELETE', `${path}?confirm=true`, { token });
    expect(removed).toMatchObject({ status: 200, body: { id, name: 'Alpha' } });
    expect((await api.call('GET', path, { token })).status).toBe(404);

    expect(
      (await api.call('POST', `${path}/restore`, { token: await api.tokenOf(newPerson()) })).status,
    ).toBe(404);
    expect((await api.call('POST', `${path}/restore`, { token })).status).toBe(200);
    expect((await api.call('GET', path, { token })).status).toBe(200);

    await api.call('DELETE', `${path}?confirm=true`, { token });
    api.now = new Date(
      z.coerce.number().parse(Date.parse(z.string().parse(removed.body.restoreUntil))) + 60_000,
    );
    expect((await api.call('POST', `${path}/restore`, { token: await api.tokenOf(owner) })).status).toBe(404);
  });
});

describe('groups and tags', () => {
  it('are put on many terminals at once and taken off, and are counted', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const fleetId = await makeFleet(store.database, owner);
    const ids = await makeTerminals(store.database, fleetId, 3, `label-${fleetId}-`);
    const label = (body: Record<string, unknown>) =>
      api.call('POST', '/api/terminals/labels', { token, body });
    const groups = async () => (await api.call('GET', '/api/groups', { token })).body.labels;

    await label({ terminalIds: ids, add: { groups: ['Long', 'Night'], tags: ['eu'] } });
    await label({ terminalIds: ids.slice(0, 1), remove: { groups: ['NIGHT'] }, add: { groups: ['long'] } });

    expect(await groups()).toEqual([
      { fleetId, name: 'Long', terminals: 3 },
      { fleetId, name: 'Night', terminals: 2 },
    ]);
    expect((await api.call('GET', `/api/tags?fleetId=${fleetId}`, { token })).body.labels).toEqual([
      { fleetId, name: 'eu', terminals: 3 },
    ]);
    expect(
      await api.call('PATCH', '/api/groups/night', { token, body: { fleetId, name: 'Long' } }),
    ).toMatchObject({ status: 200, body: { terminals: 2 } });
    expect(await groups()).toEqual([{ fleetId, name: 'Long', terminals: 3 }]);
    expect((await api.call('DELETE', `/api/groups/Long?fleetId=${fleetId}`, { token })).body.terminals).toBe(
      3,
    );
    expect((await api.call('DELETE', `/api/groups/Long?fleetId=${fleetId}`, { token })).status).toBe(404);
  });

  it('of which one terminal is not theirs change nothing', async () => {
    const owner = newPerson();
    const own = await makeTerminal(store.database, await makeFleet(store.database, owner), 'Own');
    const other = await makeTerminal(store.database, await makeFleet(store.database, newPerson()), 'Other');

    const answer = await api.call('POST', '/api/terminals/labels', {
      token: await api.tokenOf(owner),
      body: { terminalIds: [own, other], add: { groups: ['X'] } },
    });

    expect(answer.status).toBe(404);
    expect(await rows('select 1 from terminal_labels where terminal_id = any($1)', [[own, other]])).toEqual(
      [],
    );
  });
});

describe('a fleet that is full', () => {
  it('takes a removed terminal back only when there is room', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const fleetId = await makeFleet(store.database, owner);
    const removed = await makeTerminal(store.database, fleetId, 'Removed');
    await api.call('DELETE', `/api/terminals/${removed}?confirm=true`, { token });
    await rows(
      `insert into terminals (fleet_id, name, host, port) select $1, 'T' || n, '10.77.' || n / 250 || '.' || n % 250, 2500 from generate_series(1, 10000) as n`,
      [fleetId],
    );

    expect(await api.call('POST', `/api/terminals/${removed}/restore`, { token })).toMatchObject({
      status: 422,
      body: { title: 'Fleet is full' },
    });
    await rows(`delete from terminals where fleet_id = $1 and name = 'T1'`, [fleetId]);
    expect((await api.call('POST', `/api/terminals/${removed}/restore`, { token })).status).toBe(200);
  });
});
