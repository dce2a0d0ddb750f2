import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sessionCalls } from '../support/api-sessions.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, rows, newPerson, pass } = useTestApi('api_keys');
const { signIn, statusOf } = sessionCalls(api);

const DAY = 86_400_000;

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
