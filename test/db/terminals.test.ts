import { randomBytes, randomUUID } from 'node:crypto';
import { openPassword } from '../../core/fleet/terminal-password.ts';
import { readTerminals, readTerminalsRevision } from '../../core/fleet/terminal-registry.ts';
import { addTerminal } from '../../core/fleet/terminals/add-terminal.ts';
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
import { planImport, runImport } from '../../core/fleet/terminals/import-terminals.ts';
import { labelTerminals, listLabels, removeLabel, renameLabel } from '../../core/fleet/terminals/labels.ts';
import {
  listTerminals,
  type PageCursor,
  type TerminalPage,
} from '../../core/fleet/terminals/list-terminals.ts';
import { deleteLeftovers } from '../../core/fleet/terminals/delete-leftovers.ts';
import { eraseFromFleets, exportFleets } from '../../core/fleet/terminals/personal-data.ts';
import { readTerminalCard } from '../../core/fleet/terminals/read-card.ts';
import { listApiErrors, readBalanceCurve, readStrategies } from '../../core/fleet/terminals/read-feeds.ts';
import { readTerminalsCsv } from '../../core/fleet/terminals/read-terminals-csv.ts';
import {
  AddressTakenError,
  ImportUnknownError,
  NameTakenError,
  TerminalUnknownError,
} from '../../core/fleet/terminals/refusals.ts';
import { summarizeFleet } from '../../core/fleet/terminals/summarize-fleet.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const terminalKey = randomBytes(32);
const now = new Date('2026-03-10T12:00:00Z');
const ADA = 11;
const BOB = 12;
const EVE = 13;
let db: TestDatabase;
/** Ada's, with Bob for an operator; Eve is nobody. */
let fleetId: string;

beforeAll(async () => {
  db = await createTestDatabase('terminals');
});

afterAll(() => db.close());

beforeEach(async () => {
  await db.database.query(
    'truncate fleets, terminals, balances, terminal_status, orders, strategies, api_errors cascade',
  );
  ids.clear();
  await add('alpha', '10.0.0.1');
  fleetId = (await listMemberships(db.database, ADA))[0]?.fleetId ?? '';
  await db.database.query(`insert into fleet_members (fleet_id, user_id, role) values ($1, $2, 'operator')`, [
    fleetId,
    BOB,
  ]);
});

const ids = new Map<string, number>();

async function add(
  name: string,
  host: string,
  port = 2500,
  userId = ADA,
  password = 'secret',
): Promise<number> {
  const { terminalId } = await addTerminal(
    db.database,
    { userId, newFleetName: `${userId}'s terminals`, terminalKey },
    { name, host, port, password },
  );
  ids.set(name, terminalId);
  return terminalId;
}

const idOf = (name: string): number => ids.get(name) ?? -1;
const namesOf = (page: TerminalPage): string[] => page.items.map(({ name }) => name);

async function balance(name: string, secondsAgo: number, total: string, isRunning = true): Promise<void> {
  await db.database.query(
    `insert into balances (terminal_id, available, total, is_running, version, received_at) values ($1, $2, $2, $3, 756, $4)`,
    [idOf(name), total, isRunning, new Date(now.getTime() - secondsAgo * 1000)],
  );
}

describe('adding a terminal', () => {
  it('makes the person a fleet with the first one and seals the password', async () => {
    expect(await listMemberships(db.database, ADA)).toEqual([
      { fleetId, fleetName: "11's terminals", role: 'owner', terminals: 1, isChosen: true },
    ]);
    const [row] = await readTerminals(db.database);
    expect(openPassword(terminalKey, row?.passwordSealed ?? Buffer.alloc(0))).toBe('secret');
  });

  it('makes one fleet and one terminal when the same is done twice at once', async () => {
    const [one, other] = await Promise.all([
      add('first', '10.9.0.1', 2500, EVE),
      add('first', '10.9.0.1', 2500, EVE),
    ]);

    expect(one).toBe(other);
    expect(await listMemberships(db.database, EVE)).toHaveLength(1);
  });

  it('refuses a name of the fleet in any case of letters, and an address of anybody in any spelling', async () => {
    await expect(add('ALPHA', '10.0.0.9')).rejects.toThrow(NameTakenError);
    await add('Франкфурт', '10.0.0.8');
    await expect(add('франкФУРТ', '10.0.0.9')).rejects.toThrow(NameTakenError);
    await expect(add('mine', '10.0.0.1', 2500, EVE)).rejects.toThrow(AddressTakenError);
    await add('local', 'localhost');
    await expect(add('local 2', '127.0.0.1')).rejects.toThrow(AddressTakenError);
    // Another fleet may use the name.
    expect(await add('alpha', '10.0.0.9', 2500, EVE)).toBeGreaterThan(0);
  });
});

describe('roles', () => {
  it('tell a stranger the same of a fleet that is not theirs and of one that is not there', async () => {
    const message = 'no such fleet';
    await expect(requireRole(db.database, EVE, fleetId, 'viewer')).rejects.toThrow(
      new FleetUnknownError(message),
    );
    await expect(requireRole(db.database, EVE, '999999', 'viewer')).rejects.toThrow(
      new FleetUnknownError(message),
    );
    await expect(chooseFleet(db.database, EVE, fleetId)).rejects.toThrow(FleetUnknownError);
  });

  it('let an operator read and command, and only the owner change', async () => {
    expect(await requireRole(db.database, BOB, fleetId, 'operator')).toBe('operator');
    await expect(requireRole(db.database, BOB, fleetId, 'owner')).rejects.toThrow(NotAllowedError);
    const change = { userId: BOB, terminalId: idOf('alpha'), terminalKey };
    await expect(changeTerminal(db.database, change, { name: 'x' })).rejects.toThrow(NotAllowedError);
    await expect(switchListening(db.database, BOB, idOf('alpha'), false)).rejects.toThrow(NotAllowedError);
    await expect(removeTerminal(db.database, BOB, idOf('alpha'), now)).rejects.toThrow(NotAllowedError);
    await expect(
      labelTerminals(db.database, { userId: BOB, fleetId, kind: 'group', name: 'g' }, [idOf('alpha')], true),
    ).rejects.toThrow(NotAllowedError);
  });

  it('hide all of a terminal from strangers', async () => {
    const id = idOf('alpha');
    const questions = [
      readTerminalCard(db.database, EVE, id, now),
      listApiErrors(db.database, EVE, id, { limit: 5 }),
      readStrategies(db.database, EVE, id),
      readBalanceCurve(db.database, EVE, id, { now, days: 1, points: 24 }),
      changeTerminal(db.database, { userId: EVE, terminalId: id, terminalKey }, { port: 1 }),
      removeTerminal(db.database, EVE, id, now),
      undoRemoval(db.database, EVE, id, now),
    ];
    for (const question of questions) await expect(question).rejects.toThrow(TerminalUnknownError);
    expect(namesOf(await listTerminals(db.database, EVE, fleetId, { limit: 10, now }))).toEqual([]);
    expect((await summarizeFleet(db.database, EVE, fleetId, now)).terminals).toBe(0);
    await expect(exportTerminals(db.database, EVE, fleetId)).rejects.toThrow(FleetUnknownError);
  });
});

describe('changing a terminal', () => {
  it('changes what is named and moves the revision that the task follows', async () => {
    const before = await readTerminalsRevision(db.database);

    await changeTerminal(
      db.database,
      { userId: ADA, terminalId: idOf('alpha'), terminalKey },
      { host: '10.0.0.8', password: 'new' },
    );

    const [row] = await readTerminals(db.database);
    expect(row).toMatchObject({ host: '10.0.0.8', port: 2500 });
    expect(openPassword(terminalKey, row?.passwordSealed ?? Buffer.alloc(0))).toBe('new');
    expect(Number(await readTerminalsRevision(db.database))).toBeGreaterThan(Number(before));
  });

  it('takes a password and a note away when they are empty', async () => {
    const change = { userId: ADA, terminalId: idOf('alpha'), terminalKey };
    await changeTerminal(db.database, change, { note: 'in the cellar' });
    await changeTerminal(db.database, change, { password: '', note: '' });

    expect(await readTerminalCard(db.database, ADA, idOf('alpha'), now)).toMatchObject({
      hasPassword: false,
      note: null,
    });
  });

  it('refuses the name and the address of another', async () => {
    await add('beta', '10.0.0.2');
    const change = { userId: ADA, terminalId: idOf('beta'), terminalKey };

    await expect(changeTerminal(db.database, change, { name: 'Alpha' })).rejects.toThrow(NameTakenError);
    await expect(changeTerminal(db.database, change, { host: '10.0.0.1' })).rejects.toThrow(
      AddressTakenError,
    );
    await expect(changeTerminal(db.database, change, { name: 'BETA' })).resolves.toBeUndefined();
  });
});

describe('an address that two names lead to', () => {
  // The task gives it to the first of them.
  const order = async () => (await readTerminals(db.database)).map(({ id }) => id);

  it('is not given to who has an old terminal and leads it there', async () => {
    const victim = await add('victim', '10.0.0.7', 2500, EVE);
    const old = idOf('alpha');
    expect(await order()).toEqual([old, victim]);

    await changeTerminal(
      db.database,
      { userId: ADA, terminalId: old, terminalKey },
      { name: 'renamed', note: 'x' },
    );
    await changeTerminal(db.database, { userId: ADA, terminalId: old, terminalKey }, { host: '10.0.0.1' });
    expect(await order()).toEqual([old, victim]);
    await changeTerminal(
      db.database,
      { userId: ADA, terminalId: old, terminalKey },
      { host: 'alias.example' },
    );
    expect(await order()).toEqual([victim, old]);
  });

  it('is not given to who was paused or removed in between', async () => {
    const there = await add('there', '10.0.0.7', 2500, EVE);
    const last = await add('last', '10.0.0.8', 2500, EVE);
    const old = idOf('alpha');

    await switchListening(db.database, ADA, old, false);
    await switchListening(db.database, ADA, old, true);
    expect(await order()).toEqual([there, last, old]);
    await removeTerminal(db.database, EVE, there, now);
    await undoRemoval(db.database, EVE, there, now);
    expect(await order()).toEqual([last, old, there]);
  });
});

describe('removing a terminal', () => {
  it('frees its address, is done once however often it is asked, and comes back as it was', async () => {
    await switchListening(db.database, ADA, idOf('alpha'), false);
    await removeTerminal(db.database, ADA, idOf('alpha'), now);
    await removeTerminal(db.database, ADA, idOf('alpha'), now);
    expect(await readTerminals(db.database)).toEqual([]);
    expect(namesOf(await listTerminals(db.database, ADA, fleetId, { limit: 10, now }))).toEqual([]);

    await undoRemoval(db.database, ADA, idOf('alpha'), now);
    await undoRemoval(db.database, ADA, idOf('alpha'), now);

    expect(await readTerminalCard(db.database, ADA, idOf('alpha'), now)).toMatchObject({ isEnabled: false });
  });

  it('cannot be undone a day later, nor when another has the address', async () => {
    await removeTerminal(db.database, ADA, idOf('alpha'), now);
    const nextDay = new Date(now.getTime() + 25 * 3600_000);
    await expect(undoRemoval(db.database, ADA, idOf('alpha'), nextDay)).rejects.toThrow(TerminalUnknownError);

    await add('newcomer', '10.0.0.1', 2500, EVE);
    await expect(undoRemoval(db.database, ADA, idOf('alpha'), now)).rejects.toThrow(AddressTakenError);
  });
});

describe('the list of terminals', () => {
  const page = (cursor?: PageCursor) =>
    listTerminals(db.database, ADA, fleetId, { limit: 2, now, ...(cursor === undefined ? {} : { cursor }) });

  it('is paged by name both ways, also from a terminal that is gone', async () => {
    await add('Delta', '10.0.0.4');
    await add('beta', '10.0.0.2');
    await add('charlie', '10.0.0.3');

    const first = await page();
    expect(namesOf(first)).toEqual(['alpha', 'beta']);
    expect(first).toMatchObject({ total: 4, firstPlace: 1, hasPrevious: false, hasNext: true });
    await removeTerminal(db.database, ADA, idOf('beta'), now);
    const second = await page({ after: idOf('beta') });
    expect(namesOf(second)).toEqual(['charlie', 'Delta']);
    expect(second).toMatchObject({ total: 3, firstPlace: 2, hasPrevious: true, hasNext: false });
    expect(namesOf(await page({ before: idOf('charlie') }))).toEqual(['alpha']);
  });

  it('knows the states and filters by each', async () => {
    await add('beta', '10.0.0.2');
    await add('charlie', '10.0.0.3');
    await add('delta', '10.0.0.4');
    await add('echo', '10.0.0.5');
    await balance('alpha', 5, '100');
    await balance('beta', 5, '50.5', false);
    await balance('charlie', 3600, '10');
    await switchListening(db.database, ADA, idOf('delta'), false);

    const stateOf = async (name: string): Promise<string | undefined> =>
      (await listTerminals(db.database, ADA, fleetId, { limit: 10, now })).items.find(
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
        await listTerminals(db.database, ADA, fleetId, { limit: 9, now, filter: { state: 'stopped' } }),
      ),
    ).toEqual(['beta']);
    expect(await summarizeFleet(db.database, BOB, fleetId, now)).toEqual({
      terminals: 5,
      byState: { online: 1, stopped: 1, silent: 1, paused: 1, never: 1 },
      money: [{ currency: null, terminals: 3, available: '160.5', total: '160.5' }],
      ordersOpen: 0,
    });
  });

  it("takes the task's word that one fell silent, until a newer balance comes", async () => {
    await balance('alpha', 20, '100');
    await db.database.query('insert into terminal_status values ($1, false, $2)', [
      idOf('alpha'),
      new Date(now.getTime() - 5_000),
    ]);
    expect((await page()).items[0]).toMatchObject({
      state: 'silent',
      lastHeardAt: new Date(now.getTime() - 20_000),
    });

    await db.database.query('update balances set received_at = $1', [now]);
    expect((await page()).items[0]?.state).toBe('online');
  });

  it('finds by name, host, tag and group, with signs that LIKE would take for its own', async () => {
    await add('be%ta_1', 'trader.example');
    const label = (kind: 'group' | 'tag', name: string) =>
      labelTerminals(db.database, { userId: ADA, fleetId, kind, name }, [idOf('alpha')], true);
    await label('tag', 'Frankfurt');
    await label('group', 'Long');

    const found = async (filter: object): Promise<string[]> =>
      namesOf(await listTerminals(db.database, ADA, fleetId, { limit: 9, now, filter }));
    expect(await found({ search: 'E%T' })).toEqual(['be%ta_1']);
    expect(await found({ search: '%' })).toEqual(['be%ta_1']);
    expect(await found({ search: 'TRADER.' })).toEqual(['be%ta_1']);
    expect(await found({ search: 'frank' })).toEqual(['alpha']);
    await add('Лондон', '10.0.0.7');
    expect(await found({ search: 'лонд' })).toEqual(['Лондон']);
    expect(await found({ label: { kind: 'group', name: 'long' } })).toEqual(['alpha']);
    expect(await found({ label: { kind: 'tag', name: 'long' } })).toEqual([]);
  });
});

describe('labels', () => {
  it('keep one spelling, become one when renamed to another, and go', async () => {
    await add('beta', '10.0.0.2');
    const group = (name: string) => ({ userId: ADA, fleetId, kind: 'group' as const, name });
    await labelTerminals(db.database, group('Long'), [idOf('alpha')], true);
    await labelTerminals(db.database, group('LONG'), [idOf('beta')], true);
    await labelTerminals(db.database, group('Short'), [idOf('beta')], true);
    expect(await listLabels(db.database, BOB, fleetId, 'group')).toEqual([
      { name: 'Long', terminals: 2 },
      { name: 'Short', terminals: 1 },
    ]);

    await renameLabel(db.database, group('short'), 'long');
    expect(await listLabels(db.database, ADA, fleetId, 'group')).toEqual([{ name: 'Long', terminals: 2 }]);
    expect(await removeLabel(db.database, group('Long'))).toBe(2);
    expect(await listLabels(db.database, ADA, fleetId, 'group')).toEqual([]);
  });

  it("are not put on another fleet's terminal", async () => {
    const foreign = await add('evil', '10.6.6.6', 2500, EVE);

    await expect(
      labelTerminals(
        db.database,
        { userId: ADA, fleetId, kind: 'group', name: 'g' },
        [idOf('alpha'), foreign],
        true,
      ),
    ).rejects.toThrow(TerminalUnknownError);
    expect(await listLabels(db.database, ADA, fleetId, 'group')).toEqual([]);
  });
});

describe('import and export', () => {
  const plan = (csv: string, userId = ADA) =>
    planImport(db.database, { userId, terminalKey }, randomUUID(), readTerminalsCsv(csv, 100).lines);
  const run = (importId: string, userId = ADA) =>
    runImport(db.database, { userId, newFleetName: 'new' }, importId);

  it('adds, updates by name, lets two change places, and does the same thing once', async () => {
    await add('beta', '10.0.0.2');
    const planned = await plan(
      'name;host;port;password;groups\nALPHA;10.0.0.2;2500;p1;"Long;Night"\nbeta;10.0.0.1;2500;;\ngamma;10.0.0.3;2500;p3;long\n',
    );
    expect(planned).toMatchObject({ added: 1, changed: 2, same: 0, takenLines: [] });

    const done = await run(planned.importId);

    expect(done).toEqual({ fleetId, added: 1, changed: 2 });
    expect(await run(planned.importId)).toEqual(done);
    expect(await exportTerminals(db.database, BOB, fleetId)).toBe(
      'name,host,port,password,groups,tags\r\nalpha,10.0.0.2,2500,,"Long;Night",\r\nbeta,10.0.0.1,2500,,,\r\ngamma,10.0.0.3,2500,,Long,\r\n',
    );
    // A line without a password leaves the one that is known.
    const beta = (await readTerminals(db.database)).find(({ id }) => id === idOf('beta'));
    expect(openPassword(terminalKey, beta?.passwordSealed ?? Buffer.alloc(0))).toBe('secret');
  });

  it('knows a Russian name again in its own fleet, and its address is not taken', async () => {
    await add('Тест', '10.0.0.2');
    const planned = await plan('name,host,port,password\nТест,10.0.0.2,2500,p1\n');
    expect(planned).toMatchObject({ added: 0, changed: 1, takenLines: [] });
    expect(await run(planned.importId)).toEqual({ fleetId, added: 0, changed: 1 });
  });

  it('keeps no password in the clear while it waits, and none at all afterwards', async () => {
    const planned = await plan('name,host,port,password\ngamma,10.0.0.3,2500,Tr0ub4dor\n');
    const kept = async (): Promise<string> =>
      JSON.stringify(
        (await db.database.query('select entries from terminal_imports where id = $1', [planned.importId]))
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
    await add('quick', '10.0.0.9', 2500, EVE);

    await expect(run(planned.importId)).rejects.toThrow(AddressTakenError);
    expect(namesOf(await listTerminals(db.database, ADA, fleetId, { limit: 9, now }))).toEqual(['alpha']);
  });
});

describe('a person who goes', () => {
  it('is kept while terminals of theirs are, and leaves nothing behind afterwards', async () => {
    await labelTerminals(
      db.database,
      { userId: ADA, fleetId, kind: 'tag', name: 'eu' },
      [idOf('alpha')],
      true,
    );
    expect(JSON.stringify(await exportFleets(db.database, ADA))).toContain('10.0.0.1');
    expect(await eraseFromFleets(db.database, ADA)).toBe(false);

    await removeTerminal(db.database, ADA, idOf('alpha'), now);
    expect(await eraseFromFleets(db.database, ADA)).toBe(true);

    expect(await listMemberships(db.database, ADA)).toEqual([]);
    expect(await listMemberships(db.database, BOB)).toEqual([]);
    const { rows } = await db.database.query<{ name: string; host: string; password_sealed: Buffer | null }>(
      'select name, host, password_sealed from terminals',
    );
    expect(rows).toEqual([{ name: 'erased', host: 'erased', password_sealed: null }]);
  });

  it('leaves no alert, limit or invitation behind, in their fleet or in others', async () => {
    for (const person of [ADA, BOB]) {
      await db.database.query('insert into alert_settings (fleet_id, user_id) values ($1, $2)', [
        fleetId,
        person,
      ]);
      await db.database.query('insert into alert_readers values ($1, $2, 0)', [fleetId, person]);
      await db.database.query(`insert into alert_losses values ($1, $2, '2026-03-10', 5, 'USDT')`, [
        fleetId,
        person,
      ]);
      await db.database.query(
        `insert into alerts (fleet_id, kind, user_id, subject, occurred_at) values ($1, 'loss', $2, '{}', now())`,
        [fleetId, person],
      );
    }
    await db.database.query(
      `insert into fleet_invites (token_sha256, fleet_id, role, created_by, expires_at, used_by, used_at)
       values ('\\x00', $1, 'viewer', $2, now(), $3, now())`,
      [fleetId, ADA, BOB],
    );
    const left = async () => {
      const { rows } = await db.database.query<{ people: string[] }>(
        `select array(select user_id from alert_settings union all select user_id from alert_readers
           union all select user_id from alert_losses union all select user_id from alerts
           union all select used_by from fleet_invites) as people`,
      );
      return (rows[0]?.people ?? []).map(Number);
    };

    expect(await eraseFromFleets(db.database, BOB)).toBe(true);
    expect(await left()).toEqual([ADA, ADA, ADA, ADA]);

    await removeTerminal(db.database, ADA, idOf('alpha'), now);
    expect(await eraseFromFleets(db.database, ADA)).toBe(true);
    expect(await left()).toEqual([]);
  });

  it("who was only a guest leaves the owner's fleet as it is", async () => {
    expect(await eraseFromFleets(db.database, BOB)).toBe(true);
    expect(await listMemberships(db.database, BOB)).toEqual([]);
    expect(await listMemberships(db.database, ADA)).toHaveLength(1);
  });
});

describe('what is left over', () => {
  it('goes: lists that nobody imported, passwords of removed terminals once that cannot be undone, old invitations', async () => {
    const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);
    await db.database.query('truncate terminal_imports');
    await db.database.query(`update terminals set password_sealed = '\\x01'`);
    await removeTerminal(db.database, ADA, idOf('alpha'), new Date());
    await db.database.query(
      `insert into terminal_imports (id, user_id, entries) values (gen_random_uuid(), $1, '[]')`,
      [ADA],
    );
    await db.database.query(
      `insert into fleet_invites (token_sha256, fleet_id, role, created_by, expires_at) values ('\\x00', $1, 'viewer', $2, now())`,
      [fleetId, ADA],
    );
    const left = async () => {
      const { rows } = await db.database.query<Record<string, number>>(
        `select (select count(*)::int from terminal_imports) as imports, (select count(*)::int from fleet_invites) as invites,
           (select count(*)::int from terminals where removed_at is not null and password_sealed is not null) as passwords`,
      );
      return rows[0];
    };

    await deleteLeftovers(db.database, new Date());
    expect(await left()).toEqual({ imports: 1, invites: 1, passwords: 1 });
    await deleteLeftovers(db.database, hours(2));
    expect(await left()).toEqual({ imports: 0, invites: 1, passwords: 1 });
    await deleteLeftovers(db.database, hours(25));
    expect(await left()).toEqual({ imports: 0, invites: 1, passwords: 0 });
    await deleteLeftovers(db.database, hours(31 * 24));
    expect(await left()).toEqual({ imports: 0, invites: 0, passwords: 0 });
  });
});

describe('what a terminal has told', () => {
  it('stands on its card', async () => {
    await balance('alpha', 5, '1100');
    await db.database.query(
      `insert into balance_history (terminal_id, minute, total) values ($1, $2, 1000), ($1, $3, 1050)`,
      [idOf('alpha'), new Date(now.getTime() - 23 * 3600_000), new Date(now.getTime() - 3600_000)],
    );
    await db.database.query(
      `insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, symbol, opened_at, closed_at,
         created_at, updated_at, created_from_update)
       values ($1, 1, 1, '{}', 'Open', false, false, 'USDT', 'XRP', $2, null, $2, $2, false),
              ($1, 2, 1, '{}', 'Closed', false, false, 'USDT', 'ADA', $2, $2, $2, $2, false),
              ($1, 3, 1, '{}', 'Open', false, true, 'USDT', 'DOT', $2, null, $2, $2, false)`,
      [idOf('alpha'), now],
    );
    await db.database.query(
      `insert into strategies (terminal_id, pack_number, data, received_at) values ($1, 1, $2, $3)`,
      [
        idOf('alpha'),
        '#Begin_Folder Longs\n##Begin_Strategy\nStrategyName=Shot\n##End_Strategy\n#End_Folder',
        now,
      ],
    );

    expect(await readTerminalCard(db.database, BOB, idOf('alpha'), now)).toMatchObject({
      role: 'operator',
      state: 'online',
      total: '1100',
      totalDayAgo: '1000',
      currency: 'USDT',
      version: 756,
      ordersOpen: 1,
      ordersOpenEmulator: 1,
    });
    expect((await readStrategies(db.database, ADA, idOf('alpha'))).strategies).toEqual([
      { name: 'Shot', folder: 'Longs' },
    ]);
    expect(
      (await readBalanceCurve(db.database, ADA, idOf('alpha'), { now, days: 1, points: 24 })).map(
        ({ total }) => total,
      ),
    ).toEqual(['1000', '1050']);
  });

  it('errors come newest first, page by page, none twice', async () => {
    await db.database.query(
      `insert into api_errors (terminal_id, error_text, received_at) select $1, 'e' || n, $2 from generate_series(1, 5) n`,
      [idOf('alpha'), now],
    );
    const first = await listApiErrors(db.database, ADA, idOf('alpha'), { limit: 3 });
    expect(first.items.map(({ text }) => text)).toEqual(['e5', 'e4', 'e3']);
    const second = await listApiErrors(db.database, ADA, idOf('alpha'), {
      limit: 3,
      before: first.next ?? '',
    });
    expect(second.items.map(({ text }) => text)).toEqual(['e2', 'e1']);
    expect(second.next).toBeUndefined();
  });
});
