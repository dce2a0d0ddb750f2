import { z } from 'zod';
import { deleteOldSignIns } from '../../core/api/auth/delete-old-sign-ins.ts';
import { sessionCalls } from '../support/api-sessions.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, rows, newPerson, pass } = useTestApi('api_sessions_ended');
const { signIn, refresh, statusOf } = sessionCalls(api);

const MINUTE = 60_000;
const DAY = 86_400_000;

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
