import { z } from 'zod';
import { type ApiAnswer, startTestApi, type TestApi } from '../support/api-calls.ts';
import { addMember } from '../support/command-fleet.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  store = await createTestDatabase('api_people');
});
beforeEach(() => {
  api = startTestApi(store.url);
});
afterEach(() => api.close());
afterAll(() => store.close());

async function rows(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await store.database.query<Record<string, unknown>>(text, values)).rows;
}

let nextPerson = 53_000;
const newPerson = (): number => (nextPerson += 1);

interface Fleet {
  readonly id: string;
  readonly owner: number;
  readonly operator: number;
  readonly viewer: number;
}

async function makeShared(): Promise<Fleet> {
  const [owner, operator, viewer] = [newPerson(), newPerson(), newPerson()];
  const id = await makeFleet(store.database, owner);
  await addMember(store.database, id, operator, 'operator');
  await addMember(store.database, id, viewer, 'viewer');
  return { id, owner, operator, viewer };
}

async function ask(person: number, method: string, target: string, body?: unknown): Promise<ApiAnswer> {
  const token = await api.tokenOf(person);
  return api.call(method, target, { token, ...(body === undefined ? {} : { body }) });
}

const actsOn = (fleetId: string) =>
  rows(
    `select actor_id::int as actor, source, address, action, subject from audit where fleet_id = $1 order by id`,
    [fleetId],
  );

describe('who one is', () => {
  it('is told with the fleets, the chosen one first, and their terminals', async () => {
    const person = newPerson();
    const own = await makeFleet(store.database, person, 'Own');
    const shared = await makeFleet(store.database, newPerson(), 'Shared');
    await addMember(store.database, shared, person, 'viewer');
    await makeTerminal(store.database, shared, 'a');
    await rows('insert into fleet_choices (user_id, fleet_id) values ($1, $2)', [person, shared]);

    expect((await ask(person, 'GET', '/api/me')).body).toEqual({
      id: person,
      name: `User ${person}`,
      username: null,
      language: 'en',
      hasChosenLanguage: false,
      timeZone: 'UTC',
      hasChosenTimeZone: false,
      isAdministrator: false,
      fleets: [
        { fleetId: shared, name: 'Shared', role: 'viewer', terminals: 1, isChosen: true },
        { fleetId: own, name: 'Own', role: 'owner', terminals: 0, isChosen: false },
      ],
    });
    expect((await ask(1, 'GET', '/api/me')).body).toMatchObject({ isAdministrator: true });
  });

  it('changes by language, time zone and chosen fleet, and bots forget what they remembered', async () => {
    const person = newPerson();
    await makeFleet(store.database, person, 'A');
    const second = await makeFleet(store.database, newPerson(), 'B');
    await addMember(store.database, second, person, 'viewer');
    const forgotten: number[] = [];
    const watched = startTestApi(store.url, {
      users: {
        chooseLanguage: async (userId, language) => {
          forgotten.push(userId);
          await rows('update users set language = $2 where id = $1', [userId, language]);
        },
        chooseTimeZone: () => Promise.reject(new Error('not asked')),
        forgetCached: () => Promise.resolve(),
      },
    });

    const changed = await ask(person, 'PATCH', '/api/me', {
      language: 'ru',
      timeZone: 'Europe/Berlin',
      chosenFleetId: second,
    });
    await watched.call('PATCH', '/api/me', {
      token: await watched.tokenOf(person),
      body: { language: 'en' },
    });

    expect(changed.body).toMatchObject({
      language: 'ru',
      hasChosenLanguage: true,
      timeZone: 'Europe/Berlin',
      hasChosenTimeZone: true,
      fleets: [{ fleetId: second, isChosen: true }, { isChosen: false }],
    });
    expect(forgotten).toEqual([person]);
    await watched.close();
  });

  it.each([
    { language: 'de' },
    { timeZone: '+03:00' },
    { timeZone: 'Europe/Nowhere' },
    { timeZone: '' },
    { name: 'x' },
    { chosenFleetId: 'x' },
  ])('is not changed to %j', async (body) => {
    expect((await ask(newPerson(), 'PATCH', '/api/me', body)).status).toBe(400);
  });

  it('cannot be a member of a fleet by choosing it', async () => {
    const { id } = await makeShared();

    expect((await ask(newPerson(), 'PATCH', '/api/me', { chosenFleetId: id })).status).toBe(404);
  });
});

describe('members of a fleet', () => {
  it('are seen by each of them, the owner first', async () => {
    const { id, owner, operator, viewer } = await makeShared();
    await api.tokenOf(owner);

    const { body } = await ask(viewer, 'GET', `/api/fleets/${id}/members`);

    expect(body.members).toMatchObject([
      { userId: owner, role: 'owner', name: `User ${owner}`, isYou: false },
      { userId: viewer, role: 'viewer', isYou: true },
      { userId: operator, role: 'operator', name: null, username: null },
    ]);
    expect((await ask(newPerson(), 'GET', `/api/fleets/${id}/members`)).status).toBe(404);
    expect((await ask(viewer, 'GET', '/api/fleets/x/members')).status).toBe(404);
    expect((await ask(viewer, 'GET', '/api/fleets/99999999999999999999/members')).status).toBe(404);
  });

  it('get another role, or are taken out, by the owner, and the audit has it', async () => {
    const { id, owner, operator, viewer } = await makeShared();
    const at = (member: number): string => `/api/fleets/${id}/members/${member}`;

    expect((await ask(operator, 'PATCH', at(viewer), { role: 'operator' })).status).toBe(403);
    expect((await ask(operator, 'DELETE', at(viewer))).status).toBe(403);
    expect((await ask(newPerson(), 'DELETE', at(viewer))).status).toBe(404);
    expect((await ask(owner, 'PATCH', at(viewer), { role: 'operator' })).status).toBe(200);
    expect((await ask(owner, 'DELETE', at(operator))).status).toBe(200);
    expect(await ask(owner, 'DELETE', at(operator))).toMatchObject({
      status: 404,
      body: { title: 'No such member' },
    });
    expect((await ask(owner, 'PATCH', at(viewer), { role: 'owner' })).status).toBe(400);
    expect((await ask(owner, 'PATCH', `/api/fleets/${id}/members/x`, { role: 'viewer' })).status).toBe(404);

    expect(
      await rows('select user_id::int as id, role from fleet_members where fleet_id = $1 order by 1', [id]),
    ).toEqual([
      { id: owner, role: 'owner' },
      { id: viewer, role: 'operator' },
    ]);
    expect(await actsOn(id)).toEqual([
      {
        actor: owner,
        source: 'api',
        address: '203.0.113.9',
        action: 'fleet.change-role',
        subject: { member: viewer, role: 'operator' },
      },
      {
        actor: owner,
        source: 'api',
        address: '203.0.113.9',
        action: 'fleet.remove-member',
        subject: { member: operator },
      },
    ]);
  });

  it('do not change themselves', async () => {
    const { id, owner } = await makeShared();

    for (const [method, body] of [['PATCH', { role: 'viewer' }], ['DELETE']] as const)
      expect(await ask(owner, method, `/api/fleets/${id}/members/${owner}`, body)).toMatchObject({
        status: 409,
        body: { title: 'That is you' },
      });
  });

  it('leave; the owner gives the fleet away first', async () => {
    const { id, owner, operator, viewer } = await makeShared();

    expect((await ask(viewer, 'POST', `/api/fleets/${id}/leave`)).status).toBe(200);
    expect((await ask(viewer, 'GET', `/api/fleets/${id}/members`)).status).toBe(404);
    expect(await ask(owner, 'POST', `/api/fleets/${id}/leave`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Give the fleet to somebody first') },
    });
    const give = (person: number, userId: number) =>
      ask(person, 'PUT', `/api/fleets/${id}/owner`, { userId, confirm: true });
    expect((await give(operator, operator)).status).toBe(403);
    expect((await give(owner, viewer)).status).toBe(404);
    expect((await give(owner, operator)).status).toBe(200);
    expect((await ask(owner, 'POST', `/api/fleets/${id}/leave`)).status).toBe(200);
    expect(
      await rows('select user_id::int as id, role from fleet_members where fleet_id = $1', [id]),
    ).toEqual([{ id: operator, role: 'owner' }]);
  });

  it('see the fleet by the name that its owner gives it', async () => {
    const { id, owner, operator } = await makeShared();
    const rename = (person: number, name: string) => ask(person, 'PATCH', `/api/fleets/${id}`, { name });

    expect((await rename(operator, 'Mine')).status).toBe(403);
    expect((await rename(owner, '')).status).toBe(400);
    expect((await rename(owner, 'x'.repeat(101))).status).toBe(400);
    expect((await rename(owner, ' Парк ')).status).toBe(200);
    expect((await ask(operator, 'GET', '/api/me')).body.fleets).toMatchObject([{ name: 'Парк' }]);
  });
});

describe('invitations', () => {
  const invite = (person: number, id: string, role = 'viewer') =>
    ask(person, 'POST', `/api/fleets/${id}/invites`, { role });
  const accept = (person: number, token: string) => ask(person, 'POST', '/api/invites/accept', { token });

  it('are links that the bot takes too, shown once and kept as hashes', async () => {
    const { id, owner } = await makeShared();

    const made = await invite(owner, id, 'operator');
    const token = z.string().length(22).parse(made.body.token);
    const listed = await ask(owner, 'GET', `/api/fleets/${id}/invites`);

    expect(made).toMatchObject({
      status: 201,
      body: {
        role: 'operator',
        link: `https://t.me/telefleet_test_bot?start=join_${token}`,
        expiresAt: new Date(api.now.getTime() + 7 * 86_400_000).toISOString(),
      },
    });
    expect(listed.body.invites).toMatchObject([{ role: 'operator', createdBy: owner }]);
    expect(JSON.stringify(listed.body)).not.toContain(token);
    expect(JSON.stringify(await rows('select to_jsonb(i) from fleet_invites i'))).not.toContain(token);
  });

  it('take one person in, choose the fleet for them, and tell the owner in their language', async () => {
    const { id, owner } = await makeShared();
    await rows(`insert into users (id, first_name, language) values ($1, 'Ольга', 'ru')`, [owner]);
    const token = z.string().parse((await invite(owner, id)).body.token);
    const [one, two] = [newPerson(), newPerson()];

    const joined = await accept(one, token);

    expect(joined).toMatchObject({ status: 200, body: { fleetId: id, role: 'viewer', wasMember: false } });
    expect((await accept(one, token)).body).toMatchObject({ wasMember: true });
    expect(await accept(two, token)).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('was used, withdrawn, or is older than a week') },
    });
    expect((await ask(one, 'GET', '/api/me')).body.fleets).toMatchObject([{ fleetId: id, isChosen: true }]);
    const told = await rows('select bot, chat_id::int as chat, payload from outbox where user_id = $1', [
      owner,
    ]);
    expect(told).toHaveLength(1);
    expect(told).toMatchObject([
      { bot: 'fleet', chat: owner, payload: { text: expect.stringContaining(`User ${one}`) } },
    ]);
    expect(JSON.stringify(told)).toContain('наблюдатель');
    expect((await actsOn(id)).map(({ actor, action }) => [actor, action])).toEqual([
      [owner, 'fleet.invite'],
      [one, 'fleet.join'],
    ]);
  });

  it('are withdrawn one by one or together, and nobody comes in by them then', async () => {
    const { id, owner, operator } = await makeShared();
    const tokens: string[] = [];
    for (let made = 0; made < 3; made += 1)
      tokens.push(z.string().parse((await invite(owner, id)).body.token));
    const open = async (): Promise<string[]> =>
      z
        .array(z.object({ id: z.string() }))
        .parse((await ask(owner, 'GET', `/api/fleets/${id}/invites`)).body.invites)
        .map((one) => one.id);
    const [first = ''] = await open();

    expect((await ask(operator, 'DELETE', `/api/fleets/${id}/invites/${first}`)).status).toBe(403);
    expect((await ask(owner, 'DELETE', `/api/fleets/${id}/invites/${first}`)).status).toBe(200);
    expect((await ask(owner, 'DELETE', `/api/fleets/${id}/invites/${first}`)).status).toBe(404);
    expect(await open()).toHaveLength(2);
    expect((await ask(owner, 'DELETE', `/api/fleets/${id}/invites`)).body).toEqual({ withdrawn: 2 });
    for (const token of tokens) expect((await accept(newPerson(), token)).status).toBe(404);
  });

  it('are for owners to make and to see', async () => {
    const { id, operator } = await makeShared();

    expect((await invite(operator, id)).status).toBe(403);
    expect((await ask(operator, 'GET', `/api/fleets/${id}/invites`)).status).toBe(403);
    expect((await invite(newPerson(), id)).status).toBe(404);
    expect((await invite(operator, id, 'owner')).status).toBe(400);
  });

  it('are tried ten times an hour, here and at the bot together', async () => {
    const asked: [string, number, number][] = [];
    const tired = startTestApi(store.url, {
      guard: {
        take: (key, points, perSeconds) => {
          if (!key.startsWith('join:')) return Promise.resolve({ ok: true });
          asked.push([key, points, perSeconds]);
          return Promise.resolve({ ok: false, retryAfterSeconds: 60 });
        },
      },
    });
    const person = newPerson();

    const answer = await tired.call('POST', '/api/invites/accept', {
      token: await tired.tokenOf(person),
      body: { token: 'x' },
    });

    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect(asked).toEqual([[`join:fleet:${person}`, 10, 3600]]);
    await tired.close();
  });
});

describe('what one is told of a fleet', () => {
  const settings = {
    silent: false,
    apiErrors: true,
    lossLimit: '12.5',
    lossCurrency: 'USDT',
    quiet: { from: '23:00', to: '07:30' },
  };

  it('is as usual until it is changed, and for oneself alone', async () => {
    const { id, operator, viewer } = await makeShared();
    const at = `/api/fleets/${id}/alert-settings`;
    const usual = { silent: true, apiErrors: true, lossLimit: null, lossCurrency: 'USDT', quiet: null };

    expect((await ask(viewer, 'GET', at)).body).toEqual(usual);
    expect((await ask(viewer, 'PUT', at, settings)).body).toEqual(settings);
    expect((await ask(viewer, 'GET', at)).body).toEqual(settings);
    expect((await ask(operator, 'GET', at)).body).toEqual(usual);
    expect((await ask(newPerson(), 'PUT', at, settings)).status).toBe(404);
  });

  it.each([
    { lossLimit: '0' },
    { lossLimit: '-1' },
    { lossLimit: '1e3' },
    { lossLimit: 5 },
    { lossLimit: '1000000001' },
    { lossCurrency: 'TOO LONG A NAME' },
    { quiet: { from: '24:00', to: '07:00' } },
    { quiet: { from: '07:00', to: '07:00' } },
    { quiet: { from: '07:00' } },
    { silent: 'yes' },
  ])('is not set to %j', async (change) => {
    const { id, viewer } = await makeShared();

    expect(
      (await ask(viewer, 'PUT', `/api/fleets/${id}/alert-settings`, { ...settings, ...change })).status,
    ).toBe(400);
  });
});

describe('the audit', () => {
  const actionsOf = ({ body }: ApiAnswer): string[] =>
    z
      .array(z.object({ action: z.string() }))
      .parse(body.entries)
      .map(({ action }) => action);

  it('of a fleet is for its owner, the newest first, page by page, with names', async () => {
    const { id, owner, operator, viewer } = await makeShared();
    for (const name of ['a', 'b', 'c']) await ask(owner, 'PATCH', `/api/fleets/${id}`, { name });
    await ask(viewer, 'POST', `/api/fleets/${id}/leave`);

    const first = await ask(owner, 'GET', `/api/audit?fleetId=${id}&limit=2`);
    const cursor = z.string().parse(first.body.nextCursor);
    const second = await ask(owner, 'GET', `/api/audit?fleetId=${id}&limit=2&cursor=${cursor}`);
    const ofOne = await ask(owner, 'GET', `/api/audit?fleetId=${id}&actorId=${viewer}`);

    expect(first.body.entries).toMatchObject([
      { action: 'fleet.leave', actorId: viewer, actorName: `User ${viewer}`, outcome: 'done' },
      { action: 'fleet.rename', actorId: owner, subject: { name: 'c' }, address: '203.0.113.9' },
    ]);
    expect(second.body.entries).toMatchObject([{ subject: { name: 'b' } }, { subject: { name: 'a' } }]);
    expect(second.body).not.toHaveProperty('nextCursor');
    expect(actionsOf(ofOne)).toEqual(['fleet.leave']);
    expect((await ask(operator, 'GET', `/api/audit?fleetId=${id}`)).status).toBe(403);
    expect((await ask(newPerson(), 'GET', `/api/audit?fleetId=${id}`)).status).toBe(404);
  });

  it('is one own acts, and for administrators those of everybody', async () => {
    const person = newPerson();
    const token = await api.tokenOf(person);

    const own = await api.call('GET', '/api/audit', { token });
    const all = await ask(1, 'GET', '/api/audit?limit=200');
    const theirs = await ask(1, 'GET', `/api/audit?actorId=${person}`);
    const refused = await api.call('GET', '/api/audit?actorId=1', { token });

    expect(own.body.entries).toMatchObject([{ action: 'api.sign-in', actorId: person }]);
    expect(theirs.body.entries).toEqual(own.body.entries);
    expect(
      new Set(
        z
          .array(z.object({ actorId: z.number() }))
          .parse(all.body.entries)
          .map((one) => one.actorId),
      ).size,
    ).toBeGreaterThan(2);
    expect(refused.status).toBe(403);
    expect((await api.call('GET', '/api/audit?cursor=x', { token })).status).toBe(400);
  });
});

describe('personal data', () => {
  it('can be taken along: profile, fleets, sessions and keys, but no secrets', async () => {
    const person = newPerson();
    const fleetId = await makeFleet(store.database, person, 'Mine');
    const id = await makeTerminal(store.database, fleetId, 'Alpha');
    await rows(`update terminals set password_sealed = 'sealed' where id = $1`, [id]);
    const token = await api.tokenOf(person);
    await api.call('POST', '/api/keys', { token, body: { name: 'Grafana' } });

    const answer = await api.call('GET', '/api/me/export', { token });

    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-disposition': `attachment; filename="fleet-${person}.json"` },
      body: {
        bot: 'fleet',
        platform: {
          person: { id: person },
          sessions: [{ source: 'dev-login', address: '203.0.113.9' }],
          keys: [{ name: 'Grafana' }],
        },
        fleet: [{ name: 'Mine', terminals: [{ name: 'Alpha' }] }],
      },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/sealed|sha256/);
  });

  it('is erased with every session and key, once no terminal is left', async () => {
    const person = newPerson();
    const fleetId = await makeFleet(store.database, person, 'Mine');
    const id = await makeTerminal(store.database, fleetId, 'Alpha');
    // Another bot knows them too: the profile stays there, and still nobody is signed in.
    await api.tokenOf(person);
    await rows(`insert into bot_users (bot, user_id) values ('fleet', $1), ('digest', $1)`, [person]);
    const [token, other] = [await api.tokenOf(person), await api.tokenOf(person)];
    const erase = (body: unknown) => api.call('DELETE', '/api/me', { token, body });

    expect((await erase({})).status).toBe(400);
    expect(await erase({ confirm: true })).toMatchObject({
      status: 409,
      body: { title: 'Terminals are left' },
    });
    await rows('update terminals set removed_at = now() where id = $1', [id]);
    expect(await erase({ confirm: true })).toMatchObject({
      status: 200,
      body: { erased: true },
      cookies: [expect.stringMatching(/Max-Age=0/)],
    });

    for (const one of [token, other])
      expect((await api.call('GET', '/api/me', { token: one })).status).toBe(401);
    expect(await rows('select bot from bot_users where user_id = $1', [person])).toEqual([{ bot: 'digest' }]);
    expect(await rows('select 1 from fleet_members where user_id = $1', [person])).toEqual([]);
    expect(
      await rows(`select outcome from audit where actor_id = $1 and action = 'person.erase' order by id`, [
        person,
      ]),
    ).toEqual([{ outcome: 'refused' }, { outcome: 'done' }]);
  });

  it('is exported three times an hour', async () => {
    const asked: string[] = [];
    const tired = startTestApi(store.url, {
      guard: {
        take: (key, points) => {
          if (points !== 3) return Promise.resolve({ ok: true });
          asked.push(key);
          return Promise.resolve({ ok: false, retryAfterSeconds: 60 });
        },
      },
    });
    const person = newPerson();

    expect((await tired.call('GET', '/api/me/export', { token: await tired.tokenOf(person) })).status).toBe(
      429,
    );
    expect(asked).toEqual([`export:fleet:${person}`]);
    await tired.close();
  });
});

describe('a key of the owner', () => {
  it('lets nobody in and raises nobody, so that it is worth nothing once it is deleted', async () => {
    const { id, owner, viewer } = await makeShared();
    const made = await ask(owner, 'POST', '/api/keys', { name: 'script' });
    const key = z.string().parse(made.body.key);

    for (const [method, path, body] of [
      ['POST', `/api/fleets/${id}/invites`, { role: 'operator' }],
      ['PATCH', `/api/fleets/${id}/members/${viewer}`, { role: 'operator' }],
    ] as const)
      expect(await api.call(method, path, { token: key, body })).toMatchObject({
        status: 403,
        body: { title: 'Not with a key' },
      });
    expect((await api.call('GET', `/api/fleets/${id}/members`, { token: key })).status).toBe(200);
  });
});
