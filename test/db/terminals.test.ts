import { openPassword } from '../../core/fleet/terminal-password.ts';
import { readTerminals, readTerminalsRevision } from '../../core/fleet/terminal-registry.ts';
import {
  changeTerminal,
  removeTerminal,
  switchListening,
  undoRemoval,
} from '../../core/fleet/terminals/change-terminal.ts';
import { exportTerminals } from '../../core/fleet/terminals/export-terminals.ts';
import {
  chooseFleet,
  FleetUnknownError,
  listMemberships,
  NotAllowedError,
  requireRole,
} from '../../core/fleet/terminals/fleets.ts';
import { labelTerminals } from '../../core/fleet/terminals/labels.ts';
import { listTerminals, type PageCursor } from '../../core/fleet/terminals/list-terminals.ts';
import { readTerminalCard } from '../../core/fleet/terminals/read-card.ts';
import { listApiErrors, readBalanceCurve, readStrategies } from '../../core/fleet/terminals/read-feeds.ts';
import {
  AddressTakenError,
  NameTakenError,
  TerminalUnknownError,
} from '../../core/fleet/terminals/refusals.ts';
import { summarizeFleet } from '../../core/fleet/terminals/summarize-fleet.ts';
import { ADA, BOB, EVE, NOW, namesOf, useTerminalFleet } from '../support/terminal-fleet.ts';

const fleet = useTerminalFleet('terminals');
const { terminalKey } = fleet;
let fleetId: string;

beforeEach(() => {
  fleetId = fleet.id;
});

describe('adding a terminal', () => {
  it('makes the person a fleet with the first one and seals the password', async () => {
    expect(await listMemberships(fleet.database, ADA)).toEqual([
      { fleetId, fleetName: "11's terminals", role: 'owner', terminals: 1, isChosen: true },
    ]);
    const [row] = await readTerminals(fleet.database);
    expect(openPassword(terminalKey, row?.passwordSealed ?? Buffer.alloc(0))).toBe('secret');
  });

  it('makes one fleet and one terminal when the same is done twice at once', async () => {
    const [one, other] = await Promise.all([
      fleet.add('first', '10.9.0.1', 2500, EVE),
      fleet.add('first', '10.9.0.1', 2500, EVE),
    ]);

    expect(one).toBe(other);
    expect(await listMemberships(fleet.database, EVE)).toHaveLength(1);
  });

  it('refuses a name of the fleet in any case of letters, and an address of anybody in any spelling', async () => {
    await expect(fleet.add('ALPHA', '10.0.0.9')).rejects.toThrow(NameTakenError);
    await fleet.add('Франкфурт', '10.0.0.8');
    await expect(fleet.add('франкФУРТ', '10.0.0.9')).rejects.toThrow(NameTakenError);
    await expect(fleet.add('mine', '10.0.0.1', 2500, EVE)).rejects.toThrow(AddressTakenError);
    await fleet.add('local', 'localhost');
    await expect(fleet.add('local 2', '127.0.0.1')).rejects.toThrow(AddressTakenError);
    // Another fleet may use the name.
    expect(await fleet.add('alpha', '10.0.0.9', 2500, EVE)).toBeGreaterThan(0);
  });
});

describe('roles', () => {
  it('tell a stranger the same of a fleet that is not theirs and of one that is not there', async () => {
    const message = 'no such fleet';
    await expect(requireRole(fleet.database, EVE, fleetId, 'viewer')).rejects.toThrow(
      new FleetUnknownError(message),
    );
    await expect(requireRole(fleet.database, EVE, '999999', 'viewer')).rejects.toThrow(
      new FleetUnknownError(message),
    );
    await expect(chooseFleet(fleet.database, EVE, fleetId)).rejects.toThrow(FleetUnknownError);
  });

  it('let an operator read and command, and only the owner change', async () => {
    expect(await requireRole(fleet.database, BOB, fleetId, 'operator')).toBe('operator');
    await expect(requireRole(fleet.database, BOB, fleetId, 'owner')).rejects.toThrow(NotAllowedError);
    const change = { userId: BOB, terminalId: fleet.idOf('alpha'), terminalKey };
    await expect(changeTerminal(fleet.database, change, { name: 'x' })).rejects.toThrow(NotAllowedError);
    await expect(switchListening(fleet.database, BOB, fleet.idOf('alpha'), false)).rejects.toThrow(
      NotAllowedError,
    );
    await expect(removeTerminal(fleet.database, BOB, fleet.idOf('alpha'), NOW)).rejects.toThrow(
      NotAllowedError,
    );
    await expect(
      labelTerminals(
        fleet.database,
        { userId: BOB, fleetId, kind: 'group', name: 'g' },
        [fleet.idOf('alpha')],
        true,
      ),
    ).rejects.toThrow(NotAllowedError);
  });

  it('hide all of a terminal from strangers', async () => {
    const id = fleet.idOf('alpha');
    const questions = [
      readTerminalCard(fleet.database, EVE, id, NOW),
      listApiErrors(fleet.database, EVE, id, { limit: 5 }),
      readStrategies(fleet.database, EVE, id),
      readBalanceCurve(fleet.database, EVE, id, { now: NOW, days: 1, points: 24 }),
      changeTerminal(fleet.database, { userId: EVE, terminalId: id, terminalKey }, { port: 1 }),
      removeTerminal(fleet.database, EVE, id, NOW),
      undoRemoval(fleet.database, EVE, id, NOW),
    ];
    for (const question of questions) await expect(question).rejects.toThrow(TerminalUnknownError);
    expect(namesOf(await listTerminals(fleet.database, EVE, fleetId, { limit: 10, now: NOW }))).toEqual([]);
    expect((await summarizeFleet(fleet.database, EVE, fleetId, NOW)).terminals).toBe(0);
    await expect(exportTerminals(fleet.database, EVE, fleetId)).rejects.toThrow(FleetUnknownError);
  });
});

describe('changing a terminal', () => {
  it('changes what is named and moves the revision that the task follows', async () => {
    const before = await readTerminalsRevision(fleet.database);

    await changeTerminal(
      fleet.database,
      { userId: ADA, terminalId: fleet.idOf('alpha'), terminalKey },
      { host: '10.0.0.8', password: 'new' },
    );

    const [row] = await readTerminals(fleet.database);
    expect(row).toMatchObject({ host: '10.0.0.8', port: 2500 });
    expect(openPassword(terminalKey, row?.passwordSealed ?? Buffer.alloc(0))).toBe('new');
    expect(Number(await readTerminalsRevision(fleet.database))).toBeGreaterThan(Number(before));
  });

  it('takes a password and a note away when they are empty', async () => {
    const change = { userId: ADA, terminalId: fleet.idOf('alpha'), terminalKey };
    await changeTerminal(fleet.database, change, { note: 'in the cellar' });
    await changeTerminal(fleet.database, change, { password: '', note: '' });

    expect(await readTerminalCard(fleet.database, ADA, fleet.idOf('alpha'), NOW)).toMatchObject({
      hasPassword: false,
      note: null,
    });
  });

  it('refuses the name and the address of another', async () => {
    await fleet.add('beta', '10.0.0.2');
    const change = { userId: ADA, terminalId: fleet.idOf('beta'), terminalKey };

    await expect(changeTerminal(fleet.database, change, { name: 'Alpha' })).rejects.toThrow(NameTakenError);
    await expect(changeTerminal(fleet.database, change, { host: '10.0.0.1' })).rejects.toThrow(
      AddressTakenError,
    );
    await expect(changeTerminal(fleet.database, change, { name: 'BETA' })).resolves.toBeUndefined();
  });
});

describe('an address that two names lead to', () => {
  // The task gives it to the first of them.
  const order = async () => (await readTerminals(fleet.database)).map(({ id }) => id);

  it('is not given to who has an old terminal and leads it there', async () => {
    const victim = await fleet.add('victim', '10.0.0.7', 2500, EVE);
    const old = fleet.idOf('alpha');
    expect(await order()).toEqual([old, victim]);

    await changeTerminal(
      fleet.database,
      { userId: ADA, terminalId: old, terminalKey },
      { name: 'renamed', note: 'x' },
    );
    await changeTerminal(fleet.database, { userId: ADA, terminalId: old, terminalKey }, { host: '10.0.0.1' });
    expect(await order()).toEqual([old, victim]);
    await changeTerminal(
      fleet.database,
      { userId: ADA, terminalId: old, terminalKey },
      { host: 'alias.example' },
    );
    expect(await order()).toEqual([victim, old]);
  });

  it('is not given to who was paused or removed in between', async () => {
    const there = await fleet.add('there', '10.0.0.7', 2500, EVE);
    const last = await fleet.add('last', '10.0.0.8', 2500, EVE);
    const old = fleet.idOf('alpha');

    await switchListening(fleet.database, ADA, old, false);
    await switchListening(fleet.database, ADA, old, true);
    expect(await order()).toEqual([there, last, old]);
    await removeTerminal(fleet.database, EVE, there, NOW);
    await undoRemoval(fleet.database, EVE, there, NOW);
    expect(await order()).toEqual([last, old, there]);
  });
});

describe('removing a terminal', () => {
  it('frees its address, is done once however often it is asked, and comes back as it was', async () => {
    await switchListening(fleet.database, ADA, fleet.idOf('alpha'), false);
    await removeTerminal(fleet.database, ADA, fleet.idOf('alpha'), NOW);
    await removeTerminal(fleet.database, ADA, fleet.idOf('alpha'), NOW);
    expect(await readTerminals(fleet.database)).toEqual([]);
    expect(namesOf(await listTerminals(fleet.database, ADA, fleetId, { limit: 10, now: NOW }))).toEqual([]);

    await undoRemoval(fleet.database, ADA, fleet.idOf('alpha'), NOW);
    await undoRemoval(fleet.database, ADA, fleet.idOf('alpha'), NOW);

    expect(await readTerminalCard(fleet.database, ADA, fleet.idOf('alpha'), NOW)).toMatchObject({
      isEnabled: false,
    });
  });

  it('cannot be undone a day later, nor when another has the address', async () => {
    await removeTerminal(fleet.database, ADA, fleet.idOf('alpha'), NOW);
    const nextDay = new Date(NOW.getTime() + 25 * 3600_000);
    await expect(undoRemoval(fleet.database, ADA, fleet.idOf('alpha'), nextDay)).rejects.toThrow(
      TerminalUnknownError,
    );

    await fleet.add('newcomer', '10.0.0.1', 2500, EVE);
    await expect(undoRemoval(fleet.database, ADA, fleet.idOf('alpha'), NOW)).rejects.toThrow(
      AddressTakenError,
    );
  });
});

describe('the list of terminals', () => {
  const page = (cursor?: PageCursor) =>
    listTerminals(fleet.database, ADA, fleetId, {
      limit: 2,
      now: NOW,
      ...(cursor === undefined ? {} : { cursor }),
    });

  it('is paged by name both ways, also from a terminal that is gone', async () => {
    await fleet.add('Delta', '10.0.0.4');
    await fleet.add('beta', '10.0.0.2');
    await fleet.add('charlie', '10.0.0.3');

    const first = await page();
    expect(namesOf(first)).toEqual(['alpha', 'beta']);
    expect(first).toMatchObject({ total: 4, firstPlace: 1, hasPrevious: false, hasNext: true });
    await removeTerminal(fleet.database, ADA, fleet.idOf('beta'), NOW);
    const second = await page({ after: fleet.idOf('beta') });
    expect(namesOf(second)).toEqual(['charlie', 'Delta']);
    expect(second).toMatchObject({ total: 3, firstPlace: 2, hasPrevious: true, hasNext: false });
    expect(namesOf(await page({ before: fleet.idOf('charlie') }))).toEqual(['alpha']);
  });

  it('knows the states and filters by each', async () => {
    await fleet.add('beta', '10.0.0.2');
    await fleet.add('charlie', '10.0.0.3');
    await fleet.add('delta', '10.0.0.4');
    await fleet.add('echo', '10.0.0.5');
    await fleet.tellBalance('alpha', 5, '100');
    await fleet.tellBalance('beta', 5, '50.5', false);
    await fleet.tellBalance('charlie', 3600, '10');
    await switchListening(fleet.database, ADA, fleet.idOf('delta'), false);

    const stateOf = async (name: string): Promise<string | undefined> =>
      (await listTerminals(fleet.database, ADA, fleetId, { limit: 10, now: NOW })).items.find(
        (one) => one.name === name,
      )?.state;
    expect(await Promise.all(['alpha', 'beta', 'charlie', 'delta', 'echo'].map(stateOf))).toEqual([
      'online',
      'stopped',
      'silent',
      'paused',
      'never',
    ]);
    expect(
      namesOf(
        await listTerminals(fleet.database, ADA, fleetId, {
          limit: 9,
          now: NOW,
          filter: { state: 'stopped' },
        }),
      ),
    ).toEqual(['beta']);
    expect(await summarizeFleet(fleet.database, BOB, fleetId, NOW)).toEqual({
      terminals: 5,
      byState: { online: 1, stopped: 1, silent: 1, paused: 1, never: 1 },
      money: [{ currency: null, terminals: 3, available: '160.5', total: '160.5' }],
      ordersOpen: 0,
    });
  });

  it("takes the task's word that one fell silent, until a newer balance comes", async () => {
    await fleet.tellBalance('alpha', 20, '100');
    await fleet.database.query('insert into terminal_status values ($1, false, $2)', [
      fleet.idOf('alpha'),
      new Date(NOW.getTime() - 5_000),
    ]);
    expect((await page()).items[0]).toMatchObject({
      state: 'silent',
      lastHeardAt: new Date(NOW.getTime() - 20_000),
    });

    await fleet.database.query('update balances set received_at = $1', [NOW]);
    expect((await page()).items[0]?.state).toBe('online');
  });

  it('finds by name, host, tag and group, with signs that LIKE would take for its own', async () => {
    await fleet.add('be%ta_1', 'trader.example');
    const label = (kind: 'group' | 'tag', name: string) =>
      labelTerminals(fleet.database, { userId: ADA, fleetId, kind, name }, [fleet.idOf('alpha')], true);
    await label('tag', 'Frankfurt');
    await label('group', 'Long');

    const found = async (filter: object): Promise<string[]> =>
      namesOf(await listTerminals(fleet.database, ADA, fleetId, { limit: 9, now: NOW, filter }));
    expect(await found({ search: 'E%T' })).toEqual(['be%ta_1']);
    expect(await found({ search: '%' })).toEqual(['be%ta_1']);
    expect(await found({ search: 'TRADER.' })).toEqual(['be%ta_1']);
    expect(await found({ search: 'frank' })).toEqual(['alpha']);
    await fleet.add('Лондон', '10.0.0.7');
    expect(await found({ search: 'лонд' })).toEqual(['Лондон']);
    expect(await found({ label: { kind: 'group', name: 'long' } })).toEqual(['alpha']);
    expect(await found({ label: { kind: 'tag', name: 'long' } })).toEqual([]);
  });
});
