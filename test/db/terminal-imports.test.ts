import { randomUUID } from 'node:crypto';
import { openPassword } from '../../core/fleet/terminal-password.ts';
import { readTerminals } from '../../core/fleet/terminal-registry.ts';
import { exportTerminals } from '../../core/fleet/terminals/export-terminals.ts';
import { planImport, runImport } from '../../core/fleet/terminals/import-terminals.ts';
import { labelTerminals, listLabels, removeLabel, renameLabel } from '../../core/fleet/terminals/labels.ts';
import { listTerminals } from '../../core/fleet/terminals/list-terminals.ts';
import { readTerminalsCsv } from '../../core/fleet/terminals/read-terminals-csv.ts';
import {
  AddressTakenError,
  ImportUnknownError,
  TerminalUnknownError,
} from '../../core/fleet/terminals/refusals.ts';
import { ADA, BOB, EVE, NOW, namesOf, useTerminalFleet } from '../support/terminal-fleet.ts';

const fleet = useTerminalFleet('terminal_imports');
const { terminalKey } = fleet;
let fleetId: string;

beforeEach(() => {
  fleetId = fleet.id;
});

describe('labels', () => {
  it('keep one spelling, become one when renamed to another, and go', async () => {
    await fleet.add('beta', '10.0.0.2');
    const group = (name: string) => ({ userId: ADA, fleetId, kind: 'group' as const, name });
    await labelTerminals(fleet.database, group('Long'), [fleet.idOf('alpha')], true);
    await labelTerminals(fleet.database, group('LONG'), [fleet.idOf('beta')], true);
    await labelTerminals(fleet.database, group('Short'), [fleet.idOf('beta')], true);
    expect(await listLabels(fleet.database, BOB, fleetId, 'group')).toEqual([
      { name: 'Long', terminals: 2 },
      { name: 'Short', terminals: 1 },
    ]);

    await renameLabel(fleet.database, group('short'), 'long');
    expect(await listLabels(fleet.database, ADA, fleetId, 'group')).toEqual([{ name: 'Long', terminals: 2 }]);
    expect(await removeLabel(fleet.database, group('Long'))).toBe(2);
    expect(await listLabels(fleet.database, ADA, fleetId, 'group')).toEqual([]);
  });

  it("are not put on another fleet's terminal", async () => {
    const foreign = await fleet.add('evil', '10.6.6.6', 2500, EVE);

    await expect(
      labelTerminals(
        fleet.database,
        { userId: ADA, fleetId, kind: 'group', name: 'g' },
        [fleet.idOf('alpha'), foreign],
        true,
      ),
    ).rejects.toThrow(TerminalUnknownError);
    expect(await listLabels(fleet.database, ADA, fleetId, 'group')).toEqual([]);
  });
});

describe('import and export', () => {
  const plan = (csv: string, userId = ADA) =>
    planImport(fleet.database, { userId, terminalKey }, randomUUID(), readTerminalsCsv(csv, 100).lines);
  const run = (importId: string, userId = ADA) =>
    runImport(fleet.database, { userId, newFleetName: 'new' }, importId);

  it('adds, updates by name, lets two change places, and does the same thing once', async () => {
    await fleet.add('beta', '10.0.0.2');
    const planned = await plan(
      'name;host;port;password;groups\nALPHA;10.0.0.2;2500;p1;"Long;Night"\nbeta;10.0.0.1;2500;;\ngamma;10.0.0.3;2500;p3;long\n',
    );
    expect(planned).toMatchObject({ added: 1, changed: 2, same: 0, takenLines: [] });

    const done = await run(planned.importId);

    expect(done).toEqual({ fleetId, added: 1, changed: 2 });
    expect(await run(planned.importId)).toEqual(done);
    expect(await exportTerminals(fleet.database, BOB, fleetId)).toBe(
      'name,host,port,password,groups,tags\r\nalpha,10.0.0.2,2500,,"Long;Night",\r\nbeta,10.0.0.1,2500,,,\r\ngamma,10.0.0.3,2500,,Long,\r\n',
    );
    // A line without a password leaves the one that is known.
    const beta = (await readTerminals(fleet.database)).find(({ id }) => id === fleet.idOf('beta'));
    expect(openPassword(terminalKey, beta?.passwordSealed ?? Buffer.alloc(0))).toBe('secret');
  });

  it('knows a Russian name again in its own fleet, and its address is not taken', async () => {
    await fleet.add('Тест', '10.0.0.2');
    const planned = await plan('name,host,port,password\nТест,10.0.0.2,2500,p1\n');
    expect(planned).toMatchObject({ added: 0, changed: 1, takenLines: [] });
    expect(await run(planned.importId)).toEqual({ fleetId, added: 0, changed: 1 });
  });

  it('keeps no password in the clear while it waits, and none at all afterwards', async () => {
    const planned = await plan('name,host,port,password\ngamma,10.0.0.3,2500,Tr0ub4dor\n');
    const kept = async (): Promise<string> =>
      JSON.stringify(
        (await fleet.database.query('select entries from terminal_imports where id = $1', [planned.importId]))
          .rows,
      );
    expect(await kept()).toContain('gamma');
    expect(await kept()).not.toContain('Tr0ub4dor');

    await run(planned.importId);
    expect(await kept()).toBe('[{"entries":[]}]');
  });

  it("leaves out lines whose address is another's, and is nobody else's to run", async () => {
    const planned = await plan('name,host,port,password\nmine,10.0.0.1,2500,\nother,10.0.0.9,2500,\n', EVE);
    expect(planned).toMatchObject({ added: 1, takenLines: [2] });

    await expect(run(planned.importId)).rejects.toThrow(ImportUnknownError);
    expect(await run(planned.importId, EVE)).toMatchObject({ added: 1, changed: 0 });
  });

  it('changes nothing when another took an address between preview and act', async () => {
    const planned = await plan('name,host,port,password\nfine,10.0.0.8,2500,\nlate,10.0.0.9,2500,\n');
    await fleet.add('quick', '10.0.0.9', 2500, EVE);

    await expect(run(planned.importId)).rejects.toThrow(AddressTakenError);
    expect(namesOf(await listTerminals(fleet.database, ADA, fleetId, { limit: 9, now: NOW }))).toEqual([
      'alpha',
    ]);
  });
});
