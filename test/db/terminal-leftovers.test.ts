import { removeTerminal } from '../../core/fleet/terminals/change-terminal.ts';
import { listMemberships } from '../../core/fleet/terminals/fleets.ts';
import { labelTerminals } from '../../core/fleet/terminals/labels.ts';
import { deleteLeftovers } from '../../core/fleet/terminals/delete-leftovers.ts';
import { eraseFromFleets, exportFleets } from '../../core/fleet/terminals/personal-data.ts';
import { readTerminalCard } from '../../core/fleet/terminals/read-card.ts';
import { listApiErrors, readBalanceCurve, readStrategies } from '../../core/fleet/terminals/read-feeds.ts';
import { ADA, BOB, NOW, useTerminalFleet } from '../support/terminal-fleet.ts';

const fleet = useTerminalFleet('terminal_leftovers');
let fleetId: string;

beforeEach(() => {
  fleetId = fleet.id;
});

describe('a person who goes', () => {
  it('is kept while terminals of theirs are, and leaves nothing behind afterwards', async () => {
    await labelTerminals(
      fleet.database,
      { userId: ADA, fleetId, kind: 'tag', name: 'eu' },
      [fleet.idOf('alpha')],
      true,
    );
    expect(JSON.stringify(await exportFleets(fleet.database, ADA))).toContain('10.0.0.1');
    expect(await eraseFromFleets(fleet.database, ADA)).toBe(false);

    await removeTerminal(fleet.database, ADA, fleet.idOf('alpha'), NOW);
    expect(await eraseFromFleets(fleet.database, ADA)).toBe(true);

    expect(await listMemberships(fleet.database, ADA)).toEqual([]);
    expect(await listMemberships(fleet.database, BOB)).toEqual([]);
    const { rows } = await fleet.database.query<{
      name: string;
      host: string;
      password_sealed: Buffer | null;
    }>('select name, host, password_sealed from terminals');
    expect(rows).toEqual([{ name: 'erased', host: 'erased', password_sealed: null }]);
  });

  it('leaves no alert, limit or invitation behind, in their fleet or in others', async () => {
    for (const person of [ADA, BOB]) {
      await fleet.database.query('insert into alert_settings (fleet_id, user_id) values ($1, $2)', [
        fleetId,
        person,
      ]);
      await fleet.database.query('insert into alert_readers values ($1, $2, 0)', [fleetId, person]);
      await fleet.database.query(`insert into alert_losses values ($1, $2, '2026-03-10', 5, 'USDT')`, [
        fleetId,
        person,
      ]);
      await fleet.database.query(
        `insert into alerts (fleet_id, kind, user_id, subject, occurred_at) values ($1, 'loss', $2, '{}', now())`,
        [fleetId, person],
      );
    }
    await fleet.database.query(
      `insert into fleet_invites (token_sha256, fleet_id, role, created_by, expires_at, used_by, used_at)
       values ('\\x00', $1, 'viewer', $2, now(), $3, now())`,
      [fleetId, ADA, BOB],
    );
    const left = async () => {
      const { rows } = await fleet.database.query<{ people: string[] }>(
        `select array(select user_id from alert_settings union all select user_id from alert_readers
           union all select user_id from alert_losses union all select user_id from alerts
           union all select used_by from fleet_invites) as people`,
      );
      return (rows[0]?.people ?? []).map(Number);
    };

    expect(await eraseFromFleets(fleet.database, BOB)).toBe(true);
    expect(await left()).toEqual([ADA, ADA, ADA, ADA]);

    await removeTerminal(fleet.database, ADA, fleet.idOf('alpha'), NOW);
    expect(await eraseFromFleets(fleet.database, ADA)).toBe(true);
    expect(await left()).toEqual([]);
  });

  it("who was only a guest leaves the owner's fleet as it is", async () => {
    expect(await eraseFromFleets(fleet.database, BOB)).toBe(true);
    expect(await listMemberships(fleet.database, BOB)).toEqual([]);
    expect(await listMemberships(fleet.database, ADA)).toHaveLength(1);
  });
});

describe('what is left over', () => {
  it('goes: lists that nobody imported, passwords of removed terminals once that cannot be undone, old invitations', async () => {
    const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);
    await fleet.database.query('truncate terminal_imports');
    await fleet.database.query(`update terminals set password_sealed = '\\x01'`);
    await removeTerminal(fleet.database, ADA, fleet.idOf('alpha'), new Date());
    await fleet.database.query(
      `insert into terminal_imports (id, user_id, entries) values (gen_random_uuid(), $1, '[]')`,
      [ADA],
    );
    await fleet.database.query(
      `insert into fleet_invites (token_sha256, fleet_id, role, created_by, expires_at) values ('\\x00', $1, 'viewer', $2, now())`,
      [fleetId, ADA],
    );
    const left = async () => {
      const { rows } = await fleet.database.query<Record<string, number>>(
        `select (select count(*)::int from terminal_imports) as imports, (select count(*)::int from fleet_invites) as invites,
           (select count(*)::int from terminals where removed_at is not null and password_sealed is not null) as passwords`,
      );
      return rows[0];
    };

    await deleteLeftovers(fleet.database, new Date());
    expect(await left()).toEqual({ imports: 1, invites: 1, passwords: 1 });
    await deleteLeftovers(fleet.database, hours(2));
    expect(await left()).toEqual({ imports: 0, invites: 1, passwords: 1 });
    await deleteLeftovers(fleet.database, hours(25));
    expect(await left()).toEqual({ imports: 0, invites: 1, passwords: 0 });
    await deleteLeftovers(fleet.database, hours(31 * 24));
    expect(await left()).toEqual({ imports: 0, invites: 0, passwords: 0 });
  });
});

describe('what a terminal has told', () => {
  it('stands on its card', async () => {
    await fleet.tellBalance('alpha', 5, '1100');
    await fleet.database.query(
      `insert into balance_history (terminal_id, minute, total) values ($1, $2, 1000), ($1, $3, 1050)`,
      [fleet.idOf('alpha'), new Date(NOW.getTime() - 23 * 3600_000), new Date(NOW.getTime() - 3600_000)],
    );
    await fleet.database.query(
      `insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, symbol, opened_at, closed_at,
         created_at, updated_at, created_from_update)
       values ($1, 1, 1, '{}', 'Open', false, false, 'USDT', 'XRP', $2, null, $2, $2, false),
              ($1, 2, 1, '{}', 'Closed', false, false, 'USDT', 'ADA', $2, $2, $2, $2, false),
              ($1, 3, 1, '{}', 'Open', false, true, 'USDT', 'DOT', $2, null, $2, $2, false)`,
      [fleet.idOf('alpha'), NOW],
    );
    await fleet.database.query(
      `insert into strategies (terminal_id, pack_number, data, received_at) values ($1, 1, $2, $3)`,
      [
        fleet.idOf('alpha'),
        '#Begin_Folder Longs\n##Begin_Strategy\nStrategyName=Shot\n##End_Strategy\n#End_Folder',
        NOW,
      ],
    );

    expect(await readTerminalCard(fleet.database, BOB, fleet.idOf('alpha'), NOW)).toMatchObject({
      role: 'operator',
      state: 'online',
      total: '1100',
      totalDayAgo: '1000',
      currency: 'USDT',
      version: 756,
      ordersOpen: 1,
      ordersOpenEmulator: 1,
    });
    expect((await readStrategies(fleet.database, ADA, fleet.idOf('alpha'))).strategies).toEqual([
      { name: 'Shot', folder: 'Longs' },
    ]);
    expect(
      (
        await readBalanceCurve(fleet.database, ADA, fleet.idOf('alpha'), { now: NOW, days: 1, points: 24 })
      ).map(({ total }) => total),
    ).toEqual(['1000', '1050']);
  });

  it('errors come newest first, page by page, none twice', async () => {
    await fleet.database.query(
      `insert into api_errors (terminal_id, error_text, received_at) select $1, 'e' || n, $2 from generate_series(1, 5) n`,
      [fleet.idOf('alpha'), NOW],
    );
    const first = await listApiErrors(fleet.database, ADA, fleet.idOf('alpha'), { limit: 3 });
    expect(first.items.map(({ text }) => text)).toEqual(['e5', 'e4', 'e3']);
    const second = await listApiErrors(fleet.database, ADA, fleet.idOf('alpha'), {
      limit: 3,
      before: first.next ?? '',
    });
    expect(second.items.map(({ text }) => text)).toEqual(['e2', 'e1']);
    expect(second.next).toBeUndefined();
  });
});
