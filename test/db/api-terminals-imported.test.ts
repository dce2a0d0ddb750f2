import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { startTestApi } from '../support/api-calls.ts';
import { newPort, newTerminal } from '../support/new-terminals.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, store, newPerson } = useTestApi('api_terminals_imported');

describe('a list of terminals', () => {
  it('is checked, told line by line, and done when that is asked for', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    const ports = [newPort(), newPort()];
    const csv = [
      'name;host;port;password;groups',
      `One;10.20.0.9;${ports[0]};secret;Long`,
      `Two;10.20.0.9;${ports[1]};;`,
      'Three;127.0.0.1;1;;',
      'Four;10.20.0.9;none;;',
    ].join('\n');

    const plan = await api.call('POST', '/api/terminals/import', { token, body: { csv } });

    expect(plan).toMatchObject({
      status: 200,
      body: {
        added: 2,
        changed: 0,
        same: 0,
        problemCount: 2,
        problems: [
          { line: 4, kind: 'host', is: 'forbidden' },
          { line: 5, kind: 'field', field: 'port', is: 'not-a-port' },
        ],
      },
    });
    expect((await api.call('GET', '/api/terminals', { token })).body.terminals).toEqual([]);

    const path = `/api/terminals/import/${z.uuid().parse(plan.body.importId)}`;
    const stranger = await api.tokenOf(newPerson());
    expect((await api.call('POST', path, { token: stranger })).status).toBe(404);
    const done = await api.call('POST', path, { token });
    expect(done).toMatchObject({ status: 200, body: { added: 2, changed: 0 } });
    expect(await api.call('POST', path, { token })).toEqual(done);
    expect((await api.call('GET', '/api/terminals', { token })).body.terminals).toMatchObject([
      { name: 'One', groups: ['Long'] },
      { name: 'Two' },
    ]);
  });

  it('is taken as JSON too, by the same rules', async () => {
    const token = await api.tokenOf(newPerson());
    const port = newPort();

    const plan = await api.call('POST', '/api/terminals/import', {
      token,
      body: {
        terminals: [
          { name: 'One', host: '10.20.0.9', port },
          { name: 'one', host: '10.20.0.9', port: 1 },
          { name: '', host: '10.20.0.9', port: 2 },
        ],
      },
    });

    expect(plan.body).toMatchObject({
      added: 1,
      problems: [
        { line: 2, kind: 'repeated', field: 'name' },
        { line: 3, kind: 'field', field: 'name', is: 'empty' },
      ],
    });
  });

  it('that is thrown away, or has no header, does nothing', async () => {
    const token = await api.tokenOf(newPerson());
    const plan = await api.call('POST', '/api/terminals/import', {
      token,
      body: { terminals: [newTerminal()] },
    });
    const path = `/api/terminals/import/${z.uuid().parse(plan.body.importId)}`;

    expect((await api.call('DELETE', path, { token })).status).toBe(200);
    expect((await api.call('POST', path, { token })).status).toBe(404);
    expect((await api.call('POST', `/api/terminals/import/${randomUUID()}`, { token })).status).toBe(404);
    expect((await api.call('POST', '/api/terminals/import/7', { token })).status).toBe(404);
    expect(
      (await api.call('POST', '/api/terminals/import', { token, body: { csv: 'a,b\n1,2' } })).status,
    ).toBe(400);
    expect((await api.call('POST', '/api/terminals/import', { token, body: {} })).status).toBe(400);
  });

  it('comes out as CSV without passwords, and goes in again as it was', async () => {
    const owner = newPerson();
    const token = await api.tokenOf(owner);
    await api.call('POST', '/api/terminals', {
      token,
      body: newTerminal({ name: '=1+1', port: 30_999, password: 'secret', groups: ['-Long'], tags: ['a b'] }),
    });

    const exported = await api.ask('GET', '/api/terminals/export', { token });

    expect(exported).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': expect.stringContaining('terminals.csv'),
      },
    });
    expect(exported.text).toBe(
      `\uFEFFname,host,port,password,groups,tags\r\n'=1+1,10.20.0.5,30999,,'-Long,a b\r\n`,
    );
    const plan = await api.call('POST', '/api/terminals/import', { token, body: { csv: exported.text } });
    expect(plan.body).toMatchObject({ added: 0, changed: 1, problems: [] });
    await api.call('POST', `/api/terminals/import/${z.uuid().parse(plan.body.importId)}`, { token });
    expect((await api.call('GET', '/api/terminals', { token })).body.terminals).toMatchObject([
      { name: '=1+1', groups: ['-Long'], tags: ['a b'] },
    ]);
    expect(
      (await api.ask('GET', '/api/terminals/export', { token: await api.tokenOf(newPerson()) })).text,
    ).toBe('\uFEFFname,host,port,password,groups,tags\r\n');
  });
});

describe('lists of terminals', () => {
  it('are checked so often an hour, since each asks name servers', async () => {
    const asked: string[] = [];
    const limited = startTestApi(store.url, {
      guard: {
        take: (key) => {
          asked.push(key);
          return Promise.resolve(
            key.startsWith('lists:') ? { ok: false, retryAfterSeconds: 60 } : { ok: true },
          );
        },
      },
    });
    const person = newPerson();
    const token = await limited.tokenOf(person);

    const answer = await limited.call('POST', '/api/terminals/import', {
      token,
      body: { terminals: [newTerminal()] },
    });
    await limited.close();

    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect(asked).toContain(`lists:api:${person}`);
  });
});
