import { startTestApi } from '../support/api-calls.ts';
import { addMember } from '../support/command-fleet.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import { fleetsOfPeople } from '../support/shared-fleet.ts';
import { useTestApi } from '../support/test-api.ts';

const given = useTestApi('api_me');
const { api, store, rows, newPerson } = given;
const { makeShared, ask } = fleetsOfPeople(given);

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
