import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openPassword } from '../../core/fleet/terminal-password.ts';
import { startTestApi, TERMINAL_KEY, type TestApi } from '../support/api-calls.ts';
import { addMember, makeTerminals } from '../support/command-fleet.ts';
import { makeFleet, makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  store = await createTestDatabase('api_terminals_change');
});
beforeEach(() => {
  api = startTestApi(store.url);
});
afterEach(() => api.close());
afterAll(() => store.close());

async function rows(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await store.database.query<Record<string, unknown>>(text, values)).rows;
}

let nextPerson = 80_000;
const newPerson = (): number => (nextPerson += 1);

let nextPort = 30_000;
const newTerminal = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Alpha',
  host: '10.20.0.5',
  port: (nextPort += 1),
  ...change,
});

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

describe('a list of terminals', () => {
  it('is checked, told line by line, and done when that is asked for', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const ports = [(nextPort += 1), (nextPort += 1)];
    const csv = [
      'name;host;port;password;groups',
      `One;10.20.0.9;${ports[0]};secret;Long`,
      `Two;10.20.0.9;${ports[1]};;`,
      'Three;127.0.0.1;1;;',
      'Four;10.20.0.9;none;;',
    ].join('\n');

    const plan = await api.call('POST', '/api/terminals/import', { token, body: { csv } });

    expect(plan).toMatchObject({
      status: 200,
      body: {
        added: 2,
        changed: 0,
        same: 0,
        problemCount: 2,
        problems: [
          { line: 4, kind: 'host', is: 'forbidden' },
          { line: 5, kind: 'field', field: 'port', is: 'not-a-port' },
        ],
      },
    });
    expect((await api.call('GET', '/api/terminals', { token })).body.terminals).toEqual([]);

    const path = `/api/terminals/import/${z.uuid().parse(plan.body.importId)}`;
    const stranger = await api.tokenOf(newPerson());
    expect((await api.call('POST', path, { token: stranger })).status).toBe(404);
    const done = await api.call('POST', path, { token });
    expect(done).toMatchObject({ status: 200, body: { added: 2, changed: 0 } });
    expect(await api.call('POST', path, { token })).toEqual(done);
    expect((await api.call('GET', '/api/terminals', { token })).body.terminals).toMatchObject([
      { name: 'One', groups: ['Long'] },
      { name: 'Two' },
    ]);
  });

  it('is taken as JSON too, by the same rules', async () => {
    const token = await api.tokenOf(newPerson());
    const port = (nextPort += 1);

    const plan = await api.call('POST', '/api/terminals/import', {
      token,
      body: {
        terminals: [
          { name: 'One', host: '10.20.0.9', port },
          { name: 'one', host: '10.20.0.9', port: 1 },
          { name: '', host: '10.20.0.9', port: 2 },
        ],
      },
    });

    expect(plan.body).toMatchObject({
      added: 1,
      problems: [
        { line: 2, kind: 'repeated', field: 'name' },
        { line: 3, kind: 'field', field: 'name', is: 'empty' },
      ],
    });
  });

  it('that is thrown away, or has no header, does nothing', async () => {
    const token = await api.tokenOf(newPerson());
    const plan = await api.call('POST', '/api/terminals/import', {
      token,
      body: { terminals: [newTerminal()] },
    });
    const path = `/api/terminals/import/${z.uuid().parse(plan.body.importId)}`;

    expect((await api.call('DELETE', path, { token })).status).toBe(200);
    expect((await api.call('POST', path, { token })).status).toBe(404);
    expect((await api.call('POST', `/api/terminals/import/${randomUUID()}`, { token })).status).toBe(404);
    expect((await api.call('POST', '/api/terminals/import/7', { token })).status).toBe(404);
    expect(
      (await api.call('POST', '/api/terminals/import', { token, body: { csv: 'a,b\n1,2' } })).status,
    ).toBe(400);
    expect((await api.call('POST', '/api/terminals/import', { token, body: {} })).status).toBe(400);
  });

  it('comes out as CSV without passwords, and goes in again as it was', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    await api.call('POST', '/api/terminals', {
      token,
      body: newTerminal({ name: '=1+1', password: 'secret', groups: ['-Long'], tags: ['a b'] }),
    });

    const exported = await api.ask('GET', '/api/terminals/export', { token });

    expect(exported).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': expect.stringContaining('terminals.csv'),
      },
    });
    expect(exported.text).toBe(
      `\uFEFFname,host,port,password,groups,tags\r\n'=1+1,10.20.0.5,${nextPort},,'-Long,a b\r\n`,
    );
    const plan = await api.call('POST', '/api/terminals/import', { token, body: { csv: exported.text } });
    expect(plan.body).toMatchObject({ added: 0, changed: 1, problems: [] });
    await api.call('POST', `/api/terminals/import/${z.uuid().parse(plan.body.importId)}`, { token });
    expect((await api.call('GET', '/api/terminals', { token })).body.terminals).toMatchObject([
      { name: '=1+1', groups: ['-Long'], tags: ['a b'] },
    ]);
    expect(
      (await api.ask('GET', '/api/terminals/export', { token: await api.tokenOf(newPerson()) })).text,
    ).toBe('\uFEFFname,host,port,password,groups,tags\r\n');
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

describe('the audit', () => {
  it('has each act on a terminal once, in its fleet, and no password', async () => {
    const token = await api.tokenOf(newPerson());
    const body = newTerminal({ password: 'demoPass1' });
    const ask = (method: string, target: string, given?: unknown) =>
      api.call(method, target, { token, ...(given === undefined ? {} : { body: given }) });
    const { id, fleetId } = z
      .object({ id: z.number(), fleetId: z.string() })
      .parse((await ask('POST', '/api/terminals', body)).body);
    await ask('POST', '/api/terminals', body);
    await ask('PATCH', `/api/terminals/${id}`, { name: 'Beta', password: 'demoPass2' });
    await ask('PATCH', `/api/terminals/${id}`, { isEnabled: false });
    await ask('PATCH', `/api/terminals/${id}`, { isEnabled: true });
    await ask('POST', '/api/terminals/labels', {
      terminalIds: [id],
      add: { groups: ['Long'], tags: ['eu'] },
    });
    await ask('PATCH', '/api/groups/Long', { fleetId, name: 'Short' });
    await ask('DELETE', `/api/groups/Short?fleetId=${fleetId}`);
    await ask('DELETE', `/api/groups/Short?fleetId=${fleetId}`);
    await ask('DELETE', `/api/terminals/${id}?confirm=true`);
    await ask('DELETE', `/api/terminals/${id}?confirm=true`);
    await ask('POST', `/api/terminals/${id}/restore`);
    await ask('POST', `/api/terminals/${id}/restore`);
    const plan = await ask('POST', '/api/terminals/import', { terminals: [newTerminal({ name: 'Gamma' })] });
    const importId = z.uuid().parse(plan.body.importId);
    await ask('POST', `/api/terminals/import/${importId}`);
    await ask('POST', `/api/terminals/import/${importId}`);
    await api.ask('GET', '/api/terminals/export', { token });

    const acts = await rows(
      'select action, source, address, outcome, subject from audit where fleet_id = $1 order by id',
      [fleetId],
    );

    const { name, host, port } = body;
    expect(acts.map(({ action, subject }) => [action, subject])).toEqual([
      ['terminal.add', { terminalId: id, name, host, port }],
      ['terminal.change', { terminalId: id, fields: 'name,password' }],
      ['terminal.pause', { terminalId: id }],
      ['terminal.resume', { terminalId: id }],
      ['terminal.label', { terminals: 1, on: 'group Long, tag eu', off: '' }],
      ['group.rename', { name: 'Long', newName: 'Short', terminals: 1 }],
      ['group.remove', { name: 'Short', terminals: 1 }],
      ['terminal.remove', { terminalId: id }],
      ['terminal.undo-remove', { terminalId: id }],
      ['terminal.import', { added: 1, changed: 0 }],
      ['terminal.export', {}],
    ]);
    for (const act of acts)
      expect(act).toMatchObject({ source: 'api', address: '203.0.113.9', outcome: 'done' });
  });

  it('that cannot be written keeps the act from being done', async () => {
    const token = await api.tokenOf(newPerson());
    await rows(`alter table audit add constraint audit_full check (action <> 'terminal.add') not valid`);
    try {
      expect((await api.call('POST', '/api/terminals', { token, body: newTerminal() })).status).toBe(500);
    } finally {
      await rows('alter table audit drop constraint audit_full');
    }

    expect((await api.call('GET', '/api/terminals', { token })).body.terminals).toEqual([]);
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

describe('lists of terminals', () => {
  it('are checked so often an hour, since each asks name servers', async () => {
    const asked: string[] = [];
    const limited = startTestApi(store.url, {
      guard: {
        take: (key) => {
          asked.push(key);
          return Promise.resolve(
            key.startsWith('lists:') ? { ok: false, retryAfterSeconds: 60 } : { ok: true },
          );
        },
      },
    });
    const person = newPerson();
    const token = await limited.tokenOf(person);

    const answer = await limited.call('POST', '/api/terminals/import', {
      token,
      body: { terminals: [newTerminal()] },
    });
    await limited.close();

    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect(asked).toContain(`lists:api:${person}`);
  });
});
