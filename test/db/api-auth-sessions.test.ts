import { createHash } from 'node:crypto';
import { z } from 'zod';
import { deleteOldSignIns } from '../../core/api/auth/delete-old-sign-ins.ts';
import { type ApiAnswer, startTestApi, type TestApi } from '../support/api-calls.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  store = await createTestDatabase('api_auth_sessions');
});
beforeEach(() => {
  api = startTestApi(store.url);
});
afterEach(() => api.close());
afterAll(() => store.close());

async function rows(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await store.database.query<Record<string, unknown>>(text, values)).rows;
}

let nextPerson = 51_000;
const newPerson = (): number => (nextPerson += 1);
const MINUTE = 60_000;
const DAY = 86_400_000;
const pass = (ms: number): void => {
  api.now = new Date(api.now.getTime() + ms);
};

interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

const inBody = z.object({ token: z.string(), refreshToken: z.string() });
const tokensOf = ({ body }: ApiAnswer): Tokens => {
  const { token, refreshToken } = inBody.parse(body);
  return { access: token, refresh: refreshToken };
};

/** As a program does it. */
async function signIn(telegramId: number): Promise<Tokens> {
  return tokensOf(await api.call('POST', '/api/auth/dev-login', { body: { telegramId, refreshIn: 'body' } }));
}

const refresh = (refreshToken: string): Promise<ApiAnswer> =>
  api.call('POST', '/api/auth/refresh', { body: { refreshToken } });
const statusOf = async (token: string): Promise<number> =>
  (await api.call('GET', '/api/me', { token })).status;

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
    const passive = startTestApi(`${store.url}?options=-c%20default_transaction_read_only%3Don`);

    expect((await passive.call('POST', '/api/auth/refresh', { body: { refreshToken: token } })).status).toBe(
      503,
    );
    expect((await refresh(token)).status).toBe(200);
    await passive.close();
  });
});

describe('a session of a browser', () => {
  const cookieOf = ({ cookies }: ApiAnswer): string => cookies[0]?.split(';')[0] ?? '';

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

describe('where a person is signed in', () => {
  const sessionsOf = async (token: string) =>
    z
      .array(
        z.object({
          id: z.string(),
          isCurrent: z.boolean(),
          userAgent: z.string().nullable(),
          lastUsedAt: z.string(),
        }),
      )
      .parse((await api.call('GET', '/api/auth/sessions', { token })).body.sessions);

  it('is listed with device, address and times, and the current one is marked', async () => {
    const person = newPerson();
    await signIn(person);
    pass(MINUTE);
    const { body } = await api.call('POST', '/api/auth/dev-login', {
      headers: { 'user-agent': `Firefox ${'x'.repeat(500)}` },
      body: { telegramId: person },
    });
    const token = z.string().parse(body.token);

    const { body: listed } = await api.call('GET', '/api/auth/sessions', { token });

    expect(listed.sessions).toMatchObject([
      {
        source: 'dev-login',
        userAgent: expect.stringMatching(/^Firefox x{292}$/),
        address: '203.0.113.9',
        createdAt: api.now.toISOString(),
        isCurrent: true,
      },
      { userAgent: 'Amazon-Route53-Health-Check-Service', isCurrent: false },
    ]);
  });

  it('ends one by one, for its owner only', async () => {
    const [person, stranger] = [newPerson(), newPerson()];
    const [here, there, others] = [await signIn(person), await signIn(person), await signIn(stranger)];
    const found = (await sessionsOf(here.access)).find(({ isCurrent }) => !isCurrent)?.id ?? '';
    const end = (token: string, id: string) => api.call('DELETE', `/api/auth/sessions/${id}`, { token });

    expect((await end(others.access, found)).status).toBe(404);
    expect((await end(here.access, 'no-uuid')).status).toBe(404);
    expect(await statusOf(there.access)).toBe(200);
    expect(await end(here.access, found)).toMatchObject({ status: 200, cookies: [] });
    expect(await statusOf(there.access)).toBe(401);
    expect((await refresh(there.refresh)).status).toBe(401);
    expect((await end(here.access, found)).status).toBe(404);
    expect(
      await rows(`select subject from audit where actor_id = $1 and action = 'api.end-session'`, [person]),
    ).toEqual([{ subject: { session: found } }]);
  });

  it('ends at once everywhere but here', async () => {
    const person = newPerson();
    const here = await signIn(person);
    const there = [await signIn(person), await signIn(person)];

    const answer = await api.call('DELETE', '/api/auth/sessions', { token: here.access });

    expect(answer.body).toEqual({ ended: 2 });
    expect(await statusOf(here.access)).toBe(200);
    for (const { access } of there) expect(await statusOf(access)).toBe(401);
  });

  it('is at most a hundred places: the one that was used longest ago is given up', async () => {
    const person = newPerson();
    const first = await signIn(person);
    const second = await signIn(person);
    pass(MINUTE);
    await refresh(first.refresh);
    await rows(
      `insert into api_sessions (id, user_id, source, created_at, last_used_at, expires_at, family_sha256, refresh_sha256)
       select gen_random_uuid(), $1, 'telegram', $2, $2, $2::timestamptz + interval '1 day', sha256(n::text::bytea), sha256(n::text::bytea)
         from generate_series(1, 98) n`,
      [person, api.now],
    );

    await signIn(person);

    expect(await rows('select 1 from api_sessions where user_id = $1', [person])).toHaveLength(100);
    expect(await statusOf(second.access)).toBe(401);
    expect(await statusOf(first.access)).toBe(200);
  });
});

describe('keys of programs', () => {
  const make = async (token: string, body: object = { name: 'Prometheus' }) =>
    api.call('POST', '/api/keys', { token, body });

  it('are shown once, open the API, and are kept as hashes', async () => {
    const person = newPerson();
    const { access } = await signIn(person);

    const made = await make(access);
    const key = z.string().parse(made.body.key);
    const listed = await api.call('GET', '/api/keys', { token: access });

    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Prometheus', expiresAt: new Date(api.now.getTime() + 90 * DAY).toISOString() },
    });
    expect(key).toMatch(/^tfk_[\w-]{43}$/);
    expect(await api.call('GET', '/api/me', { token: key })).toMatchObject({ body: { id: person } });
    expect(listed.body.keys).toEqual([
      {
        id: made.body.id,
        name: 'Prometheus',
        createdAt: api.now.toISOString(),
        expiresAt: made.body.expiresAt,
        lastUsedAt: null,
      },
    ]);
    expect(JSON.stringify(listed.body)).not.toContain(key);
    expect(
      await rows('select token_sha256 from api_tokens where key_name is not null and user_id = $1', [person]),
    ).toEqual([{ token_sha256: createHash('sha256').update(key).digest() }]);
    expect(
      JSON.stringify(
        await rows(`select subject from audit where actor_id = $1 and action = 'api.make-key'`, [person]),
      ),
    ).toContain('Prometheus');
  });

  it('make no keys, end no sessions and touch no personal data', async () => {
    const { access } = await signIn(newPerson());
    const key = z.string().parse((await make(access)).body.key);

    for (const [method, target, body] of [
      ['POST', '/api/keys', { name: 'more' }],
      ['DELETE', '/api/keys/00000000-0000-4000-8000-000000000000'],
      ['POST', '/api/auth/logout'],
      ['DELETE', '/api/auth/sessions'],
      ['DELETE', '/api/auth/sessions/00000000-0000-4000-8000-000000000000'],
      ['GET', '/api/me/export'],
      ['DELETE', '/api/me', { confirm: true }],
    ] as const)
      expect(
        await api.call(method, target, { token: key, ...(body === undefined ? {} : { body }) }),
      ).toMatchObject({
        status: 403,
        body: { title: 'Not with a key' },
      });
    expect(await statusOf(access)).toBe(200);
  });

  it('end in their time, and are listed for a month more', async () => {
    const person = newPerson();
    const { access } = await signIn(person);
    const key = z.string().parse((await make(access, { name: 'short', expiresInDays: 1 })).body.key);

    pass(DAY - 1);
    expect(await statusOf(key)).toBe(200);
    pass(1);
    expect(await statusOf(key)).toBe(401);
    const again = await signIn(person);
    const listed = await api.call('GET', '/api/keys', { token: again.access });
    expect(z.array(z.unknown()).parse(listed.body.keys)).toHaveLength(1);
  });

  it('are deleted by their owner only, and refused from then on', async () => {
    const { access } = await signIn(newPerson());
    const stranger = await signIn(newPerson());
    const { body } = await make(access);
    const [id, key] = [z.string().parse(body.id), z.string().parse(body.key)];

    expect((await api.call('DELETE', `/api/keys/${id}`, { token: stranger.access })).status).toBe(404);
    expect(await statusOf(key)).toBe(200);
    expect((await api.call('DELETE', `/api/keys/${id}`, { token: access })).status).toBe(200);
    expect(await statusOf(key)).toBe(401);
    expect((await api.call('DELETE', `/api/keys/${id}`, { token: access })).status).toBe(404);
  });

  it.each([{ name: '' }, { name: 'x', expiresInDays: 0 }, { name: 'x', expiresInDays: 366 }, {}])(
    'are not made of %j',
    async (body) => {
      expect((await make((await signIn(newPerson())).access, body)).status).toBe(400);
    },
  );

  it('are at most fifty', async () => {
    const { access } = await signIn(newPerson());
    for (let made = 0; made < 50; made += 1) expect((await make(access)).status).toBe(201);

    expect(await make(access)).toMatchObject({ status: 409, body: { title: 'Too many keys' } });
  });
});

describe('what nobody can use any more', () => {
  it('is deleted: sessions and tokens at their end, keys a month after, proofs when they are too old', async () => {
    const person = newPerson();
    await signIn(person);
    const { access } = await signIn(person);
    await api.call('POST', '/api/keys', { token: access, body: { name: 'k', expiresInDays: 1 } });
    const left = async () => {
      const [counts] = await rows(
        `select (select count(*)::int from api_sessions where user_id = $1) as sessions,
                (select count(*)::int from api_tokens where user_id = $1 and key_id is null) as tokens,
                (select count(*)::int from api_tokens where user_id = $1 and key_id is not null) as keys`,
        [person],
      );
      return counts;
    };

    await deleteOldSignIns(store.database, api.now);
    expect(await left()).toEqual({ sessions: 2, tokens: 2, keys: 1 });
    await deleteOldSignIns(store.database, new Date(api.now.getTime() + 13 * 60 * MINUTE));
    expect(await left()).toEqual({ sessions: 2, tokens: 0, keys: 1 });
    await deleteOldSignIns(store.database, new Date(api.now.getTime() + 30 * DAY));
    expect(await left()).toEqual({ sessions: 0, tokens: 0, keys: 1 });
    await deleteOldSignIns(store.database, new Date(api.now.getTime() + 31 * DAY));
    expect(await left()).toEqual({ sessions: 0, tokens: 0, keys: 0 });
  });
});

describe('what a page of somebody else could ask of a browser', () => {
  it('does not tell a script the refresh token that the browser keeps as a cookie', async () => {
    const signed = await api.call('POST', '/api/auth/dev-login', { body: { telegramId: newPerson() } });
    const cookie = signed.cookies[0]?.split(';')[0] ?? '';

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
