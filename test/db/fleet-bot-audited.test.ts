import { randomBytes } from 'node:crypto';
import type { Asker, FleetServices } from '../../bots/fleet/services.ts';
import type { Databases } from '../../core/database/databases.ts';
import { createFleetServices } from '../../functions/receive-update/fleet-services.ts';
import { recordingQueue } from '../support/recording-queue.ts';
import { openTestDatabases, useTestDatabase } from '../support/test-database.ts';

const store = useTestDatabase('fleet_bot_audited');
const ADA = 1;
const asker: Asker = { userId: ADA, seesOwnWrites: true, now: new Date(), address: 'fleet 1' };
const entry = { name: 'Alpha', host: '10.1.2.3', port: 2500, password: 'Tr0ub4dor' };

let databases: Databases;
let services: FleetServices;
beforeAll(async () => {
  databases = openTestDatabases(store.url);
  services = createFleetServices({
    databases,
    commandsQueue: recordingQueue(),
    messagesQueue: recordingQueue(),
    readTerminalKey: () => Promise.resolve(randomBytes(32)),
    hosts: { networks: 'outside', resolve: () => Promise.resolve([]), timeoutMs: 1_000 },
  });
  await store.rows(`insert into users (id, first_name) values ($1, 'Ada')`, [ADA]);
});
beforeEach(() => store.rows('truncate fleets, terminals, audit cascade'));
afterAll(() => databases.end());

const acts = async (fleetId: string) =>
  (await store.rows('select action, subject from audit where fleet_id = $1 order by id', [fleetId])).map(
    ({ action, subject }) => [action, subject],
  );

describe('what is changed in a chat', () => {
  it('stands in the audit of its fleet, as what the API changes does', async () => {
    const { terminalId, fleetId } = await services.terminals.add(asker, 'My fleet', entry);
    const label = { userId: ADA, fleetId, kind: 'group', name: 'Long' } as const;
    await services.terminals.change(asker, terminalId, { name: 'Beta', password: 'Tr0ub4dor2' });
    await services.terminals.switchListening(asker, terminalId, false);
    await services.terminals.switchListening(asker, terminalId, false);
    await services.terminals.switchListening(asker, terminalId, true);
    await services.labels.put(asker, label, [terminalId], true);
    await services.labels.rename(asker, label, 'Short');
    await services.labels.remove(asker, { ...label, name: 'Short' });
    await services.terminals.exportCsv(asker, fleetId);
    await services.terminals.remove(asker, terminalId);
    await services.terminals.remove(asker, terminalId);
    await services.terminals.undoRemoval(asker, terminalId);
    await services.fleets.rename(asker, fleetId, 'Ours');

    expect(await acts(fleetId)).toEqual([
      ['terminal.add', { terminalId, name: 'Alpha', host: '10.1.2.3', port: 2500 }],
      ['terminal.change', { terminalId, fields: 'name,password' }],
      ['terminal.pause', { terminalId }],
      ['terminal.resume', { terminalId }],
      ['terminal.label', { terminals: 1, on: 'group Long', off: '' }],
      ['group.rename', { name: 'Long', newName: 'Short', terminals: 1 }],
      ['group.remove', { name: 'Short', terminals: 1 }],
      ['terminal.export', {}],
      ['terminal.remove', { terminalId }],
      ['terminal.undo-remove', { terminalId }],
      ['fleet.rename', { name: 'Ours' }],
    ]);
    const all = await store.rows('select * from audit');
    for (const act of all) expect(act).toMatchObject({ source: 'telegram', address: 'fleet 1' });
    expect(JSON.stringify(all)).not.toContain('Tr0ub4dor');
  });

  it('of presets, too, once for each change', async () => {
    const { fleetId } = await services.terminals.add(asker, 'My fleet', entry);
    await store.rows('truncate audit');
    const fields = { name: 'Dawn', commands: ['START'], quickPosition: null };
    await services.presets.addFirst(asker, fleetId);
    await services.presets.addFirst(asker, fleetId);
    const presetId = await services.presets.add(asker, fleetId, fields);
    await services.presets.change(asker, presetId, { ...fields, name: 'Dusk' });
    await services.presets.remove(asker, presetId);
    await expect(services.presets.remove(asker, presetId)).rejects.toThrow('no such preset');

    expect(await acts(fleetId)).toEqual([
      ['preset.add-first', { presets: 10 }],
      ['preset.add', { presetId, name: 'Dawn' }],
      ['preset.change', { presetId, name: 'Dusk' }],
      ['preset.remove', { presetId, name: 'Dusk' }],
    ]);
  });

  it('is not changed when its row cannot be written', async () => {
    await store.rows(
      `alter table audit add constraint audit_full check (action <> 'terminal.add') not valid`,
    );
    try {
      await expect(services.terminals.add(asker, 'My fleet', entry)).rejects.toThrow('audit_full');
    } finally {
      await store.rows('alter table audit drop constraint audit_full');
    }

    expect(await store.rows('select 1 from terminals')).toEqual([]);
  });
});
