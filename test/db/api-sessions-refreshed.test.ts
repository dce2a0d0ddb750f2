import { createHash } from 'node:crypto';
import { z } from 'zod';
import { cookieOf, sessionCalls, tokensOf } from '../support/api-sessions.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, rows, newPerson, pass, startPassive } = useTestApi('api_sessions_refreshed');
const { signIn, refresh, statusOf } = sessionCalls(api);

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('a session of a program', () => {
  it('goes on with the next pair of tokens, and keeps only their hashes', async () => {
    const person = newPerson();
    const first = await signIn(person);
    pass(15 * MINUTE);
    const answer = await refresh(first.refresh);
    const second = tokensOf(answer);

    expect(answer).toMatchObject({
      status: 200,
      cookies: [],
      headers: { 'cache-control': 'no-store' },
      body: {
        expiresAt: new Date(api.now.getTime() + 15 * MINUTE).toISOString(),
        refreshExpiresAt: new Date(api.now.getTime() + 30 * DAY).toISOString(),
      },
    });
    expect(second.refresh).not.toBe(first.refresh);
    expect(await statusOf(second.access)).toBe(200);
    const kept = JSON.stringify(
      await rows('select to_jsonb(s) from api_sessions s where user_id = $1', [person]),
    );
    const [newest] = await rows('select refresh_sha256 from api_sessions where user_id = $1', [person]);
    const halves = [first, second].map((pair) => Buffer.from(pair.refresh, 'base64url'));
    for (const half of halves.flatMap((token) => [token.subarray(0, 32), token.subarray(32)]))
      for (const encoding of ['hex', 'base64url'] as const)
        expect(kept).not.toContain(half.toString(encoding));
    expect(newest?.refresh_sha256).toEqual(
      createHash('sha256')
        .update(halves[1]?.subarray(32) ?? '')
        .digest(),
    );
  });

  it('has access for 15 minutes after each turn', async () => {
    const { access } = tokensOf(await refresh((await signIn(newPerson())).refresh));

    pass(15 * MINUTE - 1);
    expect(await statusOf(access)).toBe(200);
    pass(1);
    expect(await statusOf(access)).toBe(401);
  });

  it('lives for 30 days from its last turn', async () => {
    const first = await signIn(newPerson());
    pass(30 * DAY - 1);
    const second = tokensOf(await refresh(first.refresh));
    pass(30 * DAY - 1);
    const third = tokensOf(await refresh(second.refresh));
    pass(30 * DAY);

    expect(await refresh(third.refresh)).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('Sign in again') },
    });
  });

  it('survives a lost answer, and two turns at one moment', async () => {
    const first = await signIn(newPerson());
    pass(15 * MINUTE);
    const both = await Promise.all([refresh(first.refresh), refresh(first.refresh)]);
    pass(29_000);
    const again = await refresh(first.refresh);

    expect([...both, again].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set([...both, again].map((answer) => tokensOf(answer).refresh)).size).toBe(1);
    expect((await refresh(tokensOf(again).refresh)).status).toBe(200);
  });

  it('is ended, with all of its tokens, when a replaced one comes later: somebody has a copy', async () => {
    const person = newPerson();
    const stolen = await signIn(person);
    const other = await signIn(person);
    const honest = tokensOf(await refresh(stolen.refresh));
    pass(30_000);

    expect(await refresh(stolen.refresh)).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('somebody may have a copy') },
      cookies: [expect.stringMatching(/^refresh=; .*Max-Age=0/)],
    });
    expect(await statusOf(honest.access)).toBe(401);
    expect(await statusOf(stolen.access)).toBe(401);
    expect((await refresh(honest.refresh)).status).toBe(401);
    expect(await statusOf(other.access)).toBe(200);
    expect(
      await rows(`select action, outcome from audit where actor_id = $1 and outcome = 'refused'`, [person]),
    ).toEqual([{ action: 'api.refresh-replayed', outcome: 'refused' }]);
  });

  it.each([
    ['nothing', undefined],
    ['words', 'hello'],
    ['a token of no session', 'A'.repeat(86)],
    ['the hash that is kept', createHash('sha256').update('x').digest('base64url')],
  ])('does not begin with %s', async (_, refreshToken) => {
    const answer = await api.call('POST', '/api/auth/refresh', {
      body: refreshToken === undefined ? {} : { refreshToken },
    });

    expect(answer.status).toBe(401);
  });

  it('is refused to who was blocked meanwhile', async () => {
    const person = newPerson();
    const { refresh: token } = await signIn(person);
    await rows(`insert into bot_users (bot, user_id, blocked_at) values ('fleet', $1, now())`, [person]);

    expect((await refresh(token)).status).toBe(403);
  });

  it('does not turn in a region that takes no writes, and is not lost by that', async () => {
    const { refresh: token } = await signIn(newPerson());
    const passive = startPassive();

    expect((await passive.call('POST', '/api/auth/refresh', { body: { refreshToken: token } })).status).toBe(
      503,
    );
    expect((await refresh(token)).status).toBe(200);
    await passive.close();
  });
});

describe('a session of a browser', () => {
  it('has its refresh token in a cookie that no script and no other site gets at', async () => {
    const login = await api.call('POST', '/api/auth/dev-login', { body: { telegramId: newPerson() } });
    const gone = await api.call('POST', '/api/auth/refresh', { cookies: ['a=b', cookieOf(login)] });

    expect(login.body).not.toHaveProperty('refreshToken');
    expect(login.cookies).toEqual([
      expect.stringMatching(
        /^refresh=[\w-]{86}; Path=\/api\/auth; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ]);
    expect(gone).toMatchObject({ status: 200, cookies: [expect.stringMatching(/^refresh=[\w-]{86};/)] });
    expect(gone.body).not.toHaveProperty('refreshToken');
    expect(cookieOf(gone)).not.toBe(cookieOf(login));
  });

  it('ends by signing out: the cookie is forgotten, the access token refused', async () => {
    const login = await api.call('POST', '/api/auth/dev-login', { body: { telegramId: newPerson() } });
    const token = z.string().parse(login.body.token);
    const later = await api.call('POST', '/api/auth/refresh', { cookies: [cookieOf(login)] });

    const out = await api.call('POST', '/api/auth/logout', { token: z.string().parse(later.body.token) });

    expect(out).toMatchObject({ status: 200, cookies: [expect.stringMatching(/^refresh=; .*Max-Age=0/)] });
    expect(await statusOf(token)).toBe(401);
    expect((await api.call('POST', '/api/auth/refresh', { cookies: [cookieOf(later)] })).status).toBe(401);
  });
});

describe('what a page of somebody else could ask of a browser', () => {
  it('does not tell a script the refresh token that the browser keeps as a cookie', async () => {
    const signed = await api.call('POST', '/api/auth/dev-login', { body: { telegramId: newPerson() } });
    const cookie = cookieOf(signed);

    const asked = await api.call('POST', '/api/auth/refresh', {
      cookies: [cookie],
      body: { refreshIn: 'body' },
    });

    expect(asked.status).toBe(400);
    expect(asked.body).not.toHaveProperty('refreshToken');
    expect((await api.call('POST', '/api/auth/refresh', { cookies: [cookie], body: {} })).status).toBe(200);
  });

  it.each(['cross-site', 'same-site'])('does not sign the browser in as somebody else: %s', async (site) => {
    const { refresh: refreshToken } = await signIn(newPerson());
    const from = (origin: string) =>
      api.call('POST', '/api/auth/refresh', {
        headers: { 'sec-fetch-site': origin, 'content-type': 'text/plain' },
        body: { refreshToken, refreshIn: 'cookie' },
      });

    expect(await from(site)).toMatchObject({
      status: 403,
      cookies: [],
      body: { title: 'From another site' },
    });
    expect((await from('same-origin')).status).toBe(200);
  });
});
