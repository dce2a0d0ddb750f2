import { openTurnGuard } from '../../core/guard/turn-guard.ts';
import { deleteOldSignIns } from '../../core/api/auth/delete-old-sign-ins.ts';
import { type ApiAnswer, FLEET_TOKEN, startTestApi, type TestApi } from '../support/api-calls.ts';
import { signInitData, signWidget } from '../support/telegram-words.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows, newPerson } = useTestApi('api_auth_telegram');

const byWidget = (id: number, more: object = {}, name = 'Зоя'): Promise<ApiAnswer> =>
  api.call('POST', '/api/auth/telegram', {
    body: { ...signWidget(FLEET_TOKEN, { id, first_name: name, username: 'zoe' }, api.now), ...more },
  });
const byMiniApp = (initData: string, more: object = {}): Promise<ApiAnswer> =>
  api.call('POST', '/api/auth/mini-app', { body: { initData, ...more } });

describe('the Login Widget', () => {
  it('signs in whoever Telegram says it is, and makes them known', async () => {
    const person = newPerson();

    const answer = await byWidget(person, { refreshIn: 'body' });
    const me = await api.call('GET', '/api/me', { token: String(answer.body.token) });

    expect(answer).toMatchObject({ status: 200, body: { refreshToken: expect.any(String) } });
    expect(me.body).toMatchObject({ id: person, name: 'Зоя', username: 'zoe', fleets: [] });
    expect(await rows('select source from api_sessions where user_id = $1', [person])).toEqual([
      { source: 'telegram' },
    ]);
    expect(await rows('select subject from audit where actor_id = $1', [person])).toEqual([
      { subject: { how: 'telegram' } },
    ]);
  });

  it('brings the name up to date, and leaves what the person chose', async () => {
    const person = newPerson();
    await rows(
      `insert into users (id, first_name, username, language, telegram_language, time_zone) values ($1, 'Old', 'old', 'ru', 'de', 'Asia/Omsk')`,
      [person],
    );

    await byWidget(person, {}, 'New');

    expect(
      await rows(
        'select first_name, username, language, telegram_language, time_zone from users where id = $1',
        [person],
      ),
    ).toEqual([
      { first_name: 'New', username: 'zoe', language: 'ru', telegram_language: 'de', time_zone: 'Asia/Omsk' },
    ]);
  });

  it('is believed once, also by two at one moment, and what it said is forgotten when it is too old', async () => {
    // Another second than that of any other test here.
    api.now = new Date(api.now.getTime() + 7_200_000);
    const body = signWidget(FLEET_TOKEN, { id: newPerson(), first_name: 'A' }, api.now);
    const post = () => api.call('POST', '/api/auth/telegram', { body });

    const statuses = (await Promise.all([post(), post(), post()])).map(({ status }) => status);

    expect(statuses.sort()).toEqual([200, 401, 401]);
    expect(await post()).toMatchObject({ status: 401, body: { title: 'Used before' } });
    const proofs = async (): Promise<number> =>
      (
        await rows('select 1 from api_sign_in_proofs where expires_at = $1', [
          new Date(Math.floor(api.now.getTime() / 1000) * 1000 + 600_000),
        ])
      ).length;
    await deleteOldSignIns(store.database, new Date(api.now.getTime() + 590_000));
    expect(await proofs()).toBe(1);
    await deleteOldSignIns(store.database, new Date(api.now.getTime() + 600_000));
    expect(await proofs()).toBe(0);
  });

  it('is not believed with anything changed, nor for long', async () => {
    const person = newPerson();
    const fields = signWidget(FLEET_TOKEN, { id: person, first_name: 'A' }, api.now);
    const post = (body: object) => api.call('POST', '/api/auth/telegram', { body });

    expect(await post({ ...fields, id: 1 })).toMatchObject({
      status: 401,
      body: { title: 'Not signed by Telegram' },
    });
    expect(await post(signWidget('1:other', { id: person, first_name: 'A' }, api.now))).toMatchObject({
      status: 401,
    });
    api.now = new Date(api.now.getTime() + 601_000);
    expect(await post(fields)).toMatchObject({ status: 401, body: { title: 'Too old' } });
    expect(await rows('select 1 from users where id = $1', [person])).toEqual([]);
  });

  it('is no way in for whoever an administrator has blocked', async () => {
    const person = newPerson();
    await rows(`insert into users (id, first_name) values ($1, 'A')`, [person]);
    await rows(`insert into bot_users (bot, user_id, blocked_at) values ('fleet', $1, now())`, [person]);

    expect(await byWidget(person)).toMatchObject({ status: 403, body: { title: 'Blocked' }, cookies: [] });
    expect(await rows('select 1 from api_sessions where user_id = $1', [person])).toEqual([]);
  });

  it.each([
    ['no fields', {}],
    ['a field that is no text', { id: 1, auth_date: 1, hash: 'a', photo_url: { a: 1 } }],
    ['too long a field', { id: 1, auth_date: 1, hash: 'a', photo_url: 'x'.repeat(2_001) }],
    ['a wish for the refresh token that there is not', { id: 1, auth_date: 1, hash: 'a', refreshIn: 'url' }],
  ])('is refused with %s', async (_, body) => {
    expect((await api.call('POST', '/api/auth/telegram', { body })).status).toBe(400);
  });

  it('needs a bot', async () => {
    const bare = startTestApi(store.url, {
      fleetBot: {
        readToken: () => Promise.resolve(undefined),
        readUsername: () => Promise.resolve(undefined),
        isOfTelegram: true,
      },
    });

    const answer = await bare.call('POST', '/api/auth/telegram', {
      body: signWidget(FLEET_TOKEN, { id: 7, first_name: 'A' }, bare.now),
    });
    const ways = await bare.call('GET', '/api/auth/ways');

    expect(answer).toMatchObject({ status: 503, body: { title: 'No bot is set up' } });
    expect(ways.body).toEqual({ devLogin: true, telegramBotId: null, telegramBotName: null });
    await bare.close();
  });
});

describe('a Mini App', () => {
  it('signs its person in, with their language', async () => {
    const person = newPerson();
    const user = { id: person, first_name: 'Ян', username: 'yan', language_code: 'ru' };

    const answer = await byMiniApp(signInitData(FLEET_TOKEN, user, api.now, { query_id: 'q' }));

    expect(answer).toMatchObject({ status: 200, cookies: [expect.stringMatching(/^refresh=/)] });
    expect((await api.call('GET', '/api/me', { token: String(answer.body.token) })).body).toMatchObject({
      name: 'Ян',
      language: 'ru',
      hasChosenLanguage: false,
    });
  });

  it('may be loaded again within its hour, 20 times', async () => {
    const initData = signInitData(FLEET_TOKEN, { id: newPerson(), first_name: 'A' }, api.now);

    for (let load = 0; load < 20; load += 1) expect((await byMiniApp(initData)).status).toBe(200);

    expect(await byMiniApp(initData)).toMatchObject({ status: 401, body: { title: 'Used before' } });
  });

  it('is too old after an hour', async () => {
    const initData = signInitData(FLEET_TOKEN, { id: newPerson(), first_name: 'A' }, api.now);
    api.now = new Date(api.now.getTime() + 3600_000);

    expect(await byMiniApp(initData)).toMatchObject({ status: 401, body: { title: 'Too old' } });
  });
});

describe('the ways to sign in', () => {
  it('are told to anybody', async () => {
    expect(await api.call('GET', '/api/auth/ways')).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, max-age=60' },
      body: { devLogin: true, telegramBotId: 7_654_321, telegramBotName: 'telefleet_test_bot' },
    });
  });

  it("leave Telegram's pages out where something else stands in for Telegram", async () => {
    const local = startTestApi(store.url, {
      fleetBot: {
        readToken: () => Promise.resolve(FLEET_TOKEN),
        readUsername: () => Promise.reject(new Error('not asked')),
        isOfTelegram: false,
      },
    });

    expect((await local.call('GET', '/api/auth/ways')).body).toMatchObject({ telegramBotId: null });
    await local.close();
  });
});

describe('one address', () => {
  const limited = (): TestApi =>
    startTestApi(store.url, { guard: openTurnGuard({ valkey: undefined, stage: 'test' }) });

  it('signs in 30 times a minute, and is told when to come again; on one machine dev-login is not counted', async () => {
    const crowd = limited();
    const wrong = () => crowd.call('POST', '/api/auth/mini-app', { body: { initData: 'x' } });

    for (let tries = 0; tries < 30; tries += 1) expect((await wrong()).status).toBe(401);

    expect(await wrong()).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    });
    for (let logins = 0; logins < 130; logins += 1)
      expect((await crowd.call('POST', '/api/auth/dev-login', { body: { telegramId: 52_999 } })).status).toBe(
        200,
      );
    await crowd.close();
  });

  it('asks 120 times a minute without a token, and as often with wrong ones; a good one is served all the same', async () => {
    const crowd = limited();
    const token = await crowd.tokenOf(newPerson());

    for (let tries = 0; tries < 120; tries += 1) {
      expect((await crowd.call('GET', '/api/auth/ways')).status).toBe(200);
      expect((await crowd.call('GET', '/api/me', { token: 'guess' })).status).toBe(401);
    }

    expect((await crowd.call('GET', '/api/auth/ways')).status).toBe(429);
    expect((await crowd.call('GET', '/api/me')).status).toBe(429);
    expect((await crowd.call('GET', '/api/me', { token })).status).toBe(200);
    await crowd.close();
  });
});
