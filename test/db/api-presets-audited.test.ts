import { z } from 'zod';
import { newTerminal } from '../support/new-terminals.ts';
import { useTestApi } from '../support/test-api.ts';

const { api, rows, newPerson } = useTestApi('api_presets_audited');

it('the audit of a fleet has each change of its presets once', async () => {
  const token = await api.tokenOf(newPerson());
  const ask = (method: string, target: string, body?: unknown) =>
    api.call(method, target, { token, ...(body === undefined ? {} : { body }) });
  const made = await ask('POST', '/api/terminals', newTerminal());
  const { fleetId } = z.object({ fleetId: z.string() }).parse(made.body);
  await ask('POST', '/api/presets/first', { fleetId });
  await ask('POST', '/api/presets/first', { fleetId });
  const added = await ask('POST', '/api/presets', { fleetId, name: 'Dawn', commands: ['START'] });
  const presetId = z.string().parse(added.body.id);
  await ask('POST', '/api/presets', { fleetId, name: 'Dawn', commands: ['STOP'] });
  await ask('PATCH', `/api/presets/${presetId}`, { name: 'Dusk' });
  await ask('DELETE', `/api/presets/${presetId}`);
  await ask('DELETE', `/api/presets/${presetId}`);

  const { entries } = z
    .object({ entries: z.array(z.object({ action: z.string(), subject: z.unknown() })) })
    .parse((await ask('GET', `/api/audit?fleetId=${fleetId}`)).body);

  expect(entries.toReversed().map(({ action, subject }) => [action, subject])).toEqual([
    ['terminal.add', expect.anything()],
    ['preset.add-first', { presets: 10 }],
    ['preset.add', { presetId, name: 'Dawn' }],
    ['preset.change', { presetId, name: 'Dusk' }],
    ['preset.remove', { presetId, name: 'Dusk' }],
  ]);
  expect(
    await rows('select 1 from audit where fleet_id = $1 and address is distinct from $2', [
      fleetId,
      '203.0.113.9',
    ]),
  ).toEqual([]);
});
