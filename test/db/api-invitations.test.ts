import { z } from 'zod';
import { startTestApi } from '../support/api-calls.ts';
import { fleetsOfPeople } from '../support/shared-fleet.ts';
import { useTestApi } from '../support/test-api.ts';

const given = useTestApi('api_invitations');
const { api, store, rows, newPerson } = given;
const { makeShared, ask, actsOn } = fleetsOfPeople(given);

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
