import { createHash } from 'node:crypto';
import { z } from 'zod';
import { startTestApi } from '../support/api-calls.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows, newPerson } = useTestApi('api_auth');

describe('signing in', () => {
  it('on one machine gives a token that opens the API, and keeps only its hash', async () => {
    const person = newPerson();

    const answer = await api.call('POST', '/api/auth/dev-login', { body: { telegramId: person } });
    const token = z.string().parse(answer.body.token);

    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await api.call('GET', '/api/terminals', { token })).toMatchObject({
      status: 200,
      body: { terminals: [] },
    });
    const kept = await rows('select token_sha256, source from api_tokens where user_id = $1', [person]);
    expect(kept).toEqual([
      { token_sha256: createHash('sha256').update(token).digest(), source: 'dev-login' },
    ]);
    expect(
      await rows('select source, address, action, outcome from audit where actor_id = $1', [person]),
    ).toEqual([{ source: 'api', address: '203.0.113.9', action: 'api.sign-in', outcome: 'done' }]);
  });

  it('is as unknown as any path where it is off', async () => {
    const deployed = startTestApi(store.url, { hasDevLogin: false });

    const login = await deployed.call('POST', '/api/auth/dev-login', { body: { telegramId: 1 } });
    const unknown = await deployed.call('POST', '/api/no-such-path', { body: { telegramId: 1 } });
    const refused = await deployed.call('GET', '/api/terminals');

    expect(login).toEqual(unknown);
    expect(login.status).toBe(404);
    expect(refused.body.detail).not.toContain('dev-login');
    expect(await rows('select 1 from users where id = 1')).toEqual([]);
    await deployed.close();
  });

  it.each([0, -1, 1.5, 2 ** 60, '1', null])(
    'refuses %j as a telegramId and names the field',
    async (telegramId) => {
      const answer = await api.call('POST', '/api/auth/dev-login', { body: { telegramId } });

      expect(answer).toMatchObject({
        status: 400,
        headers: { 'content-type': 'application/problem+json' },
        body: { errors: [{ field: 'telegramId' }] },
      });
    },
  );

  it('does not change the name of a person whom a bot knows', async () => {
    const person = newPerson();
    await rows('insert into users (id, first_name) values ($1, $2)', [person, 'Ada']);

    await api.tokenOf(person);

    expect(await rows('select first_name from users where id = $1', [person])).toEqual([
      { first_name: 'Ada' },
    ]);
  });

  it.each([
    ['no token', undefined],
    ['a word that is no token', 'guess'],
    ['a token that was never given', 'A'.repeat(43)],
  ])('is asked for when there is %s', async (_, token) => {
    const answer = await api.call('GET', '/api/terminals', token === undefined ? {} : { token });

    expect(answer).toMatchObject({
      status: 401,
      headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' },
      body: { detail: expect.stringContaining('Authorization: Bearer') },
    });
  });

  it('lasts 12 hours', async () => {
    const person = newPerson();
    const token = await api.tokenOf(person);
    const signedInMs = api.now.getTime();

    api.now = new Date(signedInMs + 12 * 3600_000 - 1_000);
    expect((await api.call('GET', '/api/terminals', { token })).status).toBe(200);
    api.now = new Date(signedInMs + 12 * 3600_000);
    expect((await api.call('GET', '/api/terminals', { token })).status).toBe(401);

    // What is past its time is forgotten when the person signs in again.
    await api.tokenOf(person);
    expect(await rows('select 1 from api_tokens where user_id = $1', [person])).toHaveLength(1);
  });

  it('ends when the person signs out, for this token only', async () => {
    const person = newPerson();
    const [one, other] = [await api.tokenOf(person), await api.tokenOf(person)];

    expect((await api.call('POST', '/api/auth/logout', { token: one })).status).toBe(200);

    expect((await api.call('GET', '/api/terminals', { token: one })).status).toBe(401);
    expect((await api.call('GET', '/api/terminals', { token: other })).status).toBe(200);
  });

  it('is refused to a person whom an admin has blocked, at once', async () => {
    const person = newPerson();
    const token = await api.tokenOf(person);
    await rows(`insert into bot_users (bot, user_id, blocked_at) values ('fleet', $1, now())`, [person]);

    expect((await api.call('GET', '/api/terminals', { token })).status).toBe(403);
  });

  it('notes that a token is used, once an hour', async () => {
    const person = newPerson();
    const token = await api.tokenOf(person);
    const used = async () =>
      (await rows('select last_used_at from api_tokens where user_id = $1', [person]))[0];

    await api.call('GET', '/api/terminals', { token });
    const first = await used();
    api.now = new Date(api.now.getTime() + 1_800_000);
    await api.call('GET', '/api/terminals', { token });
    expect(await used()).toEqual(first);
    api.now = new Date(api.now.getTime() + 2_000_000);
    await api.call('GET', '/api/terminals', { token });

    expect(await used()).toEqual({ last_used_at: api.now });
  });

  it('lets a person ask 600 times a minute, and then says when to ask again', async () => {
    const asked: [string, number, number][] = [];
    const limited = startTestApi(store.url, {
      guard: {
        take: (key, points, perSeconds) => {
          asked.push([key, points, perSeconds]);
          return Promise.resolve({ ok: false, retryAfterSeconds: 17 });
        },
      },
    });
    const person = newPerson();

    const answer = await limited.call('GET', '/api/terminals', { token: await limited.tokenOf(person) });

    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '17' } });
    expect(asked).toEqual([[`calls:api:${person}`, 600, 60]]);
    await limited.close();
  });
});
