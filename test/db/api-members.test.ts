import { z } from 'zod';
import type { ApiAnswer } from '../support/api-calls.ts';
import { fleetsOfPeople } from '../support/shared-fleet.ts';
import { useTestApi } from '../support/test-api.ts';

const given = useTestApi('api_members');
const { api, rows, newPerson } = given;
const { makeShared, ask, actsOn } = fleetsOfPeople(given);

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

  it('is of one’s own acts, and for administrators those of everybody', async () => {
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
