import { z } from 'zod';
import { newTerminal } from '../support/new-terminals.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, rows, newPerson } = useTestApi('api_terminals_audited');

describe('the audit', () => {
  it('has each act on a terminal once, in its fleet, and no password', async () => {
    const token = await api.tokenOf(newPerson());
    const body = newTerminal({ password: 'demoPass1' });
    const ask = (method: string, target: string, given?: unknown) =>
      api.call(method, target, { token, ...(given === undefined ? {} : { body: given }) });
    const { id, fleetId } = z
      .object({ id: z.number(), fleetId: z.string() })
      .parse((await ask('POST', '/api/terminals', body)).body);
    await ask('POST', '/api/terminals', body);
    await ask('PATCH', `/api/terminals/${id}`, { name: 'Beta', password: 'demoPass2' });
    await ask('PATCH', `/api/terminals/${id}`, { isEnabled: false });
    await ask('PATCH', `/api/terminals/${id}`, { isEnabled: true });
    await ask('POST', '/api/terminals/labels', {
      terminalIds: [id],
      add: { groups: ['Long'], tags: ['eu'] },
    });
    await ask('PATCH', '/api/groups/Long', { fleetId, name: 'Short' });
    await ask('DELETE', `/api/groups/Short?fleetId=${fleetId}`);
    await ask('DELETE', `/api/groups/Short?fleetId=${fleetId}`);
    await ask('DELETE', `/api/terminals/${id}?confirm=true`);
    await ask('DELETE', `/api/terminals/${id}?confirm=true`);
    await ask('POST', `/api/terminals/${id}/restore`);
    await ask('POST', `/api/terminals/${id}/restore`);
    const plan = await ask('POST', '/api/terminals/import', { terminals: [newTerminal({ name: 'Gamma' })] });
    const importId = z.uuid().parse(plan.body.importId);
    await ask('POST', `/api/terminals/import/${importId}`);
    await ask('POST', `/api/terminals/import/${importId}`);
    await api.ask('GET', '/api/terminals/export', { token });

    const acts = await rows(
      'select action, source, address, outcome, subject from audit where fleet_id = $1 order by id',
      [fleetId],
    );

    const { name, host, port } = body;
    expect(acts.map(({ action, subject }) => [action, subject])).toEqual([
      ['terminal.add', { terminalId: id, name, host, port }],
      ['terminal.change', { terminalId: id, fields: 'name,password' }],
      ['terminal.pause', { terminalId: id }],
      ['terminal.resume', { terminalId: id }],
      ['terminal.label', { terminals: 1, on: 'group Long, tag eu', off: '' }],
      ['group.rename', { name: 'Long', newName: 'Short', terminals: 1 }],
      ['group.remove', { name: 'Short', terminals: 1 }],
      ['terminal.remove', { terminalId: id }],
      ['terminal.undo-remove', { terminalId: id }],
      ['terminal.import', { added: 1, changed: 0 }],
      ['terminal.export', {}],
    ]);
    for (const act of acts)
      expect(act).toMatchObject({ source: 'api', address: '203.0.113.9', outcome: 'done' });
  });

  it('that cannot be written keeps the act from being done', async () => {
    const token = await api.tokenOf(newPerson());
    await rows(`alter table audit add constraint audit_full check (action <> 'terminal.add') not valid`);
    try {
      expect((await api.call('POST', '/api/terminals', { token, body: newTerminal() })).status).toBe(500);
    } finally {
      await rows('alter table audit drop constraint audit_full');
    }

    expect((await api.call('GET', '/api/terminals', { token })).body.terminals).toEqual([]);
  });
});
