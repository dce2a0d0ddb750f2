import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { commandCatalogue } from '../../core/api/commands/catalogue-shapes.ts';
import { followRun } from '../../core/fleet/commands/follow-run.ts';
import type { ApiAnswer } from '../support/api-calls.ts';
import { addMember, fakeTask, makeCommandFleet, testFollower } from '../support/command-fleet.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, newPerson } = useTestApi('api_presets');

const idOf = ({ body }: ApiAnswer): string => z.string().parse(body.id);

describe('the catalogue', () => {
  it('has every command with its words in both languages, and is sent once', async () => {
    const token = await api.tokenOf(newPerson());

    const answer = await api.ask('GET', '/api/commands/catalogue', { token });

    const { commands, categories } = commandCatalogue.parse(JSON.parse(answer.text));
    expect(commands.filter(({ source }) => source === 'panel')).toHaveLength(31);
    for (const { title, help, category } of commands) {
      expect([title.en, title.ru, help.en, help.ru]).not.toContain('');
      expect(categories.map(({ id }) => id)).toContain(category);
    }
    expect(commands.find(({ id }) => id === 'temp-bl')?.arguments).toMatchObject([
      { name: 'hours', type: 'number', prefix: '+', min: 0.01 },
      { name: 'coins', type: 'coin', separator: ' ' },
    ]);
    expect(
      await api.ask('GET', '/api/commands/catalogue', {
        token,
        headers: { 'if-none-match': String(answer.headers.etag) },
      }),
    ).toMatchObject({ status: 304, text: '' });
  });
});

describe('presets', () => {
  it('are made, changed, listed with the quick ones first, and removed', async () => {
    const { owner, fleetId } = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);
    const add = (body: Record<string, unknown>) =>
      api.call('POST', '/api/presets', { token, body: { fleetId, ...body } });
    const list = async () => (await api.call('GET', '/api/presets', { token })).body.presets;

    const night = await add({ name: 'Night', commands: ['STOP', 'silent'] });
    const morning = await add({ name: 'Morning', commands: ['START'], quickPosition: 1 });

    expect(night).toMatchObject({ status: 201, body: { fleetId, name: 'Night', isDangerous: true } });
    expect(await list()).toMatchObject([
      { id: idOf(morning), quickPosition: 1, isDangerous: false },
      { id: idOf(night), quickPosition: null },
    ]);
    expect(await add({ name: 'Night', commands: ['lst'] })).toMatchObject({ status: 409 });
    expect(await add({ name: 'Empty', commands: [] })).toMatchObject({ status: 400 });

    const path = `/api/presets/${idOf(morning)}`;
    expect(
      (await api.call('PATCH', path, { token, body: { quickPosition: null, name: 'Day' } })).body,
    ).toMatchObject({ name: 'Day', commands: ['START'], quickPosition: null });
    expect((await api.call('DELETE', path, { token })).body).toMatchObject({ name: 'Day' });
    expect((await api.call('DELETE', path, { token })).status).toBe(404);
    expect(await list()).toMatchObject([{ name: 'Night' }]);
  });

  it('of a new fleet are those that nearly everybody sends', async () => {
    const { owner, fleetId } = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);

    const first = await api.call('POST', '/api/presets/first', { token, body: { fleetId } });
    const again = await api.call('POST', '/api/presets/first', { token, body: { fleetId } });

    expect(z.array(z.unknown()).parse(first.body.presets).length).toBeGreaterThan(5);
    expect(again.body).toEqual(first.body);
  });

  it('are for operators, and of a fleet of others are not told', async () => {
    const { owner, fleetId } = await makeCommandFleet(store.database, 1);
    const viewer = newPerson();
    await addMember(store.database, fleetId, viewer, 'viewer');
    const made = await api.call('POST', '/api/presets', {
      token: await api.tokenOf(owner),
      body: { fleetId, name: 'One', commands: ['lst'] },
    });
    const path = `/api/presets/${idOf(made)}`;
    const asked = [
      ['POST', '/api/presets', { fleetId, name: 'Two', commands: ['lst'] }],
      ['PATCH', path, { name: 'Two' }],
      ['DELETE', path, undefined],
      ['POST', `${path}/run`, { all: true }],
    ] as const;
    const [viewers, strangers] = [await api.tokenOf(viewer), await api.tokenOf(newPerson())];
    for (const [method, target, body] of asked) {
      const ask = (token: string) => api.call(method, target, { token, body, key: randomUUID() });
      expect((await ask(viewers)).status).toBe(403);
      expect((await ask(strangers)).status).toBe(404);
    }
    expect((await api.call('GET', `/api/presets?fleetId=${fleetId}`, { token: strangers })).status).toBe(404);
    expect((await api.call('GET', '/api/presets', { token: viewers })).body.presets).toMatchObject([
      { name: 'One' },
    ]);
    expect(api.announced).toEqual([]);
  });

  it('run once a key, line by line, and are asked about when a line is dangerous', async () => {
    const { owner, fleetId, terminals } = await makeCommandFleet(store.database, 2);
    const token = await api.tokenOf(owner);
    const preset = await api.call('POST', '/api/presets', {
      token,
      body: { fleetId, name: 'Night', commands: ['silent', 'STOP'] },
    });
    const key = randomUUID();
    const run = (body: Record<string, unknown>) =>
      api.call('POST', `/api/presets/${idOf(preset)}/run`, { token, key, body });

    expect(await run({ all: true })).toMatchObject({
      status: 409,
      body: { count: 2, danger: 'always', command: 'silent\nSTOP' },
    });
    expect((await run({ all: true, confirm: 1 })).status).toBe(409);
    expect(api.announced).toEqual([]);
    const sent = await run({ all: true, confirm: 2 });
    const again = await run({ all: true, confirm: 2 });

    expect(sent).toMatchObject({ status: 202, body: { terminals: 2, isNew: true } });
    expect(again.body).toMatchObject({ id: idOf(sent), isNew: false });
    const first = await api.call('GET', `/api/commands/${idOf(sent)}`, { token });
    expect(first.body).toMatchObject({ command: 'silent', undo: 'talk' });
    const second = await api.call('GET', `/api/commands/${z.string().parse(first.body.nextId)}`, { token });
    expect(second.body).toMatchObject({ command: 'STOP', undo: 'START', nextId: null });
    expect((await run({ terminalIds: terminals, group: 'x' })).status).toBe(400);
  });
});

describe('a command that was sent', () => {
  async function sendAndAnswer(command: string) {
    const fleet = await makeCommandFleet(store.database, 2);
    const token = await api.tokenOf(fleet.owner);
    const sent = await api.call('POST', '/api/commands', {
      token,
      key: randomUUID(),
      body: { command, all: true, confirm: true, timeoutMs: 1_000 },
    });
    const task = fakeTask(store.database, (id) => (id === fleet.terminals[0] ? 'answers' : 'refuses'));
    await followRun(testFollower(store.database, { post: task.post }), idOf(sent));
    return { ...fleet, token, id: idOf(sent) };
  }

  it('is taken back at those that answered, and only there', async () => {
    const { token, id, terminals } = await sendAndAnswer('STOP');
    const key = randomUUID();
    const undo = (as: string, body: Record<string, unknown> = {}) =>
      api.call('POST', `/api/commands/${id}/undo`, { token: as, key, body });

    expect((await undo(await api.tokenOf(newPerson()))).status).toBe(422);
    const undone = await undo(token);

    expect(undone).toMatchObject({ status: 202, body: { terminals: 1, isNew: true } });
    expect((await undo(token)).body).toMatchObject({ id: idOf(undone), isNew: false });
    expect((await api.call('GET', `/api/commands/${idOf(undone)}`, { token })).body).toMatchObject({
      command: 'START',
      undoOf: id,
      results: [{ terminalId: terminals[0] }],
    });
  });

  it('is asked about first when taking it back is dangerous', async () => {
    const { token, id } = await sendAndAnswer('START');
    const undo = (body: Record<string, unknown>) =>
      api.call('POST', `/api/commands/${id}/undo`, { token, key: randomUUID(), body });

    expect(await undo({})).toMatchObject({ status: 409, body: { count: 1, command: 'STOP' } });
    expect((await undo({ confirm: 2 })).status).toBe(409);
    expect((await undo({ confirm: 1 })).status).toBe(202);
  });

  it('has nothing to take back when it has no opposite', async () => {
    const { token, id } = await sendAndAnswer('lst');

    const answer = await api.call('POST', `/api/commands/${id}/undo`, { token, key: randomUUID(), body: {} });

    expect(answer).toMatchObject({ status: 422, body: { title: 'Nothing to take back' } });
  });

  it('is in the history of its terminals, with what each answered', async () => {
    const { token, id, owner, fleetId, terminals } = await sendAndAnswer('lst');
    const [first, second] = terminals;
    await api.call('POST', '/api/commands', {
      token,
      key: randomUUID(),
      body: { command: 'list', terminalIds: [second] },
    });
    const history = async (path: string) => (await api.call('GET', path, { token })).body.commands;

    expect(await history(`/api/commands?terminalId=${first}`)).toMatchObject([{ id, fleetId }]);
    expect(await history(`/api/commands?terminalId=${second}`)).toMatchObject([{ command: 'list' }, { id }]);
    expect(await history(`/api/terminals/${first}/commands`)).toMatchObject([
      { id, terminalId: first, command: 'lst', state: 'answered', reply: 'OK', source: 'api' },
    ]);
    const page = await api.call('GET', `/api/terminals/${second}/commands?limit=1`, { token });
    expect(page.body.commands).toMatchObject([{ command: 'list', state: 'pending' }]);
    expect(
      await history(
        `/api/terminals/${second}/commands?limit=1&cursor=${z.string().parse(page.body.nextCursor)}`,
      ),
    ).toMatchObject([{ id, state: 'refused' }]);

    const stranger = await api.tokenOf(owner + 500_000);
    for (const path of [`/api/commands?terminalId=${first}`, `/api/terminals/${first}/commands`])
      expect((await api.call('GET', path, { token: stranger })).status).toBe(404);
  });

  it('can be several lines, one after the other', async () => {
    const { owner, terminals } = await makeCommandFleet(store.database, 1);
    const token = await api.tokenOf(owner);
    const send = (body: Record<string, unknown>) =>
      api.call('POST', '/api/commands', {
        token,
        key: randomUUID(),
        body: { terminalIds: terminals, ...body },
      });

    const sent = await send({ commands: ['lst', 'list'] });

    const first = await api.call('GET', `/api/commands/${idOf(sent)}`, { token });
    expect(first.body).toMatchObject({ command: 'lst', nextId: expect.any(String) });
    expect((await send({})).status).toBe(400);
    expect((await send({ command: 'lst', commands: ['lst'] })).status).toBe(400);
    expect((await send({ commands: [] })).status).toBe(400);
  });
});
