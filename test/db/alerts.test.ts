import { detectAlerts } from '../../core/fleet/alerts/detect-alerts.ts';
import { markTold, readUntold, type Untold } from '../../core/fleet/alerts/read-untold.ts';
import { inTransaction } from '../../core/database/pool.ts';
import { makeFleet, makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { useTestDatabase } from '../support/test-database.ts';

const ADA = 1;
const BORIS = 2;
const BOT = 'fleet';
const START = Date.parse('2026-03-10T12:00:00Z');
const at = (seconds: number): Date => new Date(START + seconds * 1_000);

const test = useTestDatabase('alerts');
let fleet: string;
let alpha: number;
let beta: number;

beforeEach(async () => {
  await test.database.query(
    'truncate fleets, users, bot_users, terminals, terminal_status, balances, api_errors, orders, alerts, alert_readers restart identity cascade',
  );
  await test.database.query(`update alert_error_cursor set visible_id = 0, read_at = '-infinity'`);
  fleet = await makeFleet(test.database, ADA);
  alpha = await makeTerminal(test.database, fleet, 'Alpha');
  beta = await makeTerminal(test.database, fleet, 'Beta');
  await person(ADA);
  for (const id of [alpha, beta]) {
    await test.database.query('insert into balances (terminal_id, received_at) values ($1, $2)', [id, at(0)]);
    await setOnline(id, true, 0);
  }
  await tell(0);
});

async function person(id: number, timeZone: string | null = null): Promise<void> {
  await test.database.query('insert into users (id, first_name, time_zone) values ($1, $2, $3)', [
    id,
    `P${id}`,
    timeZone,
  ]);
  await test.database.query('insert into bot_users (bot, user_id) values ($1, $2)', [BOT, id]);
}

const setOnline = (terminalId: number, isOnline: boolean, seconds: number) =>
  test.database.query(
    `insert into terminal_status values ($1, $2, $3)
     on conflict (terminal_id) do update set is_online = excluded.is_online, changed_at = excluded.changed_at`,
    [terminalId, isOnline, at(seconds)],
  );

const addErrors = (terminalId: number, count: number, code: number) =>
  test.database.query(
    `insert into api_errors (terminal_id, error_text, symbol, error_code, received_at)
     select $1, 'Margin is insufficient', 'XRP', $3, $4 from generate_series(1, $2::int)`,
    [terminalId, count, code, at(0)],
  );

/** One run of watch-fleet. */
async function tell(seconds: number): Promise<Untold[]> {
  await detectAlerts(test.database, at(seconds));
  return inTransaction(test.database, async (session) => {
    const untold = await readUntold(session, BOT, at(seconds), 100);
    await markTold(session, untold);
    return untold;
  });
}

const told = (untold: readonly Untold[]) =>
  untold.map(({ userId, alerts }) => [userId, alerts.map(({ kind, subject }) => ({ kind, ...subject }))]);

describe('a terminal that falls silent', () => {
  it('is told after a minute, once, and once more when it is back', async () => {
    await setOnline(alpha, false, 10);

    expect(told(await tell(69))).toEqual([]);
    expect(told(await tell(70))).toEqual([
      [ADA, [{ kind: 'silent', count: 1, terminals: [{ id: alpha, name: 'Alpha' }] }]],
    ]);
    expect(told(await tell(130))).toEqual([]);

    await setOnline(alpha, true, 140);
    expect(told(await tell(190))).toEqual([
      [ADA, [{ kind: 'back', count: 1, terminals: [{ id: alpha, name: 'Alpha' }] }]],
    ]);
    expect(told(await tell(250))).toEqual([]);
  });

  it('is one message with all others of that moment, which names the first and counts the rest', async () => {
    const more: number[] = [];
    for (let index = 0; index < 30; index += 1) {
      const id = await makeTerminal(test.database, fleet, `T${String(index).padStart(2, '0')}`);
      await test.database.query('insert into balances (terminal_id, received_at) values ($1, $2)', [
        id,
        at(0),
      ]);
      more.push(id);
    }
    for (const id of more) await setOnline(id, false, 0);

    const [ada] = await tell(100);

    expect(ada?.alerts).toHaveLength(1);
    expect(ada?.alerts[0]).toMatchObject({ kind: 'silent', subject: { count: 30 } });
    expect(ada?.alerts[0]?.subject).toHaveProperty('terminals.length', 20);
  });

  it('is nobody’s business when it was never heard, was paused, or was removed meanwhile', async () => {
    const unheard = await makeTerminal(test.database, fleet, 'Unheard');
    await setOnline(unheard, false, 0);
    await test.database.query('update terminals set enabled = false where id = $1', [alpha]);
    await setOnline(alpha, false, 0);
    await setOnline(beta, false, 0);
    expect(told(await tell(100))).toEqual([
      [ADA, [{ kind: 'silent', count: 1, terminals: [{ id: beta, name: 'Beta' }] }]],
    ]);

    await test.database.query('update terminals set enabled = false where id = $1', [beta]);
    await setOnline(beta, true, 110);
    expect(told(await tell(160))).toEqual([]);
  });
});

describe('errors of the exchange', () => {
  it('are told once each, the first at once, what follows together after a quarter of an hour', async () => {
    await addErrors(alpha, 3, 400);
    await addErrors(beta, 1, -2019);
    await tell(60);
    const first = await tell(120);
    await addErrors(alpha, 2, 400);
    await tell(180);
    const meanwhile = await tell(240);
    const later = await tell(120 + 900);

    expect(told(first)).toEqual([
      [
        ADA,
        [
          {
            kind: 'api-errors',
            count: 4,
            terminals: 2,
            top: [
              { count: 3, code: 400, symbol: 'XRP', text: 'Margin is insufficient' },
              { count: 1, code: -2019, symbol: 'XRP', text: 'Margin is insufficient' },
            ],
          },
        ],
      ],
    ]);
    expect(told(meanwhile)).toEqual([]);
    expect(told(later)).toMatchObject([[ADA, [{ count: 2 }]]]);
  });
});

describe('a loss beyond the limit', () => {
  beforeEach(() =>
    test.database.query('insert into alert_settings (fleet_id, user_id, loss_limit) values ($1, $2, 50)', [
      fleet,
      ADA,
    ]),
  );
  const lose = (profit: string, more: object = {}) =>
    makeOrder(test.database, {
      terminalId: alpha,
      openedAt: at(-100).toISOString(),
      closedAt: at(0).toISOString(),
      profit,
      ...more,
    });

  it('is told once a day, with what was lost', async () => {
    await lose('-49.99');
    await lose('-100', { isEmulator: true });
    await lose('-100', { currency: 'BTC' });
    expect(told(await tell(60))).toEqual([]);

    await lose('-0.01');
    expect(told(await tell(120))).toEqual([
      [ADA, [{ kind: 'loss', currency: 'USDT', profit: '-50.00', limit: '50' }]],
    ]);
    await lose('-10');
    expect(told(await tell(180))).toEqual([]);
  });

  it('is told to whom it was set by alone', async () => {
    await test.database.query(
      `insert into fleet_members (fleet_id, user_id, role) values ($1, $2, 'viewer')`,
      [fleet, BORIS],
    );
    await person(BORIS);
    await tell(30);
    await lose('-60');

    expect((await tell(60)).map(({ userId }) => userId)).toEqual([ADA]);
  });
});

describe('quiet hours', () => {
  it('hold everything back and tell it in one message when they end, by the person’s own clock', async () => {
    // 12:00 in UTC is 15:00 in Moscow; quiet from 14:30 over midnight to 15:03.
    await test.database.query(`update users set time_zone = 'Europe/Moscow' where id = $1`, [ADA]);
    await test.database.query(
      `insert into alert_settings (fleet_id, user_id, quiet_from, quiet_to) values ($1, $2, '23:00', '15:03')`,
      [fleet, ADA],
    );
    await setOnline(alpha, false, 0);
    expect(await tell(61)).toEqual([]);
    await setOnline(alpha, true, 100);
    expect(await tell(121)).toEqual([]);

    expect(told(await tell(180))).toMatchObject([[ADA, [{ kind: 'silent' }, { kind: 'back' }]]]);
    expect(await tell(240)).toEqual([]);
  });
});

it('people who do not want it, have left the bot, or are of another fleet are not told', async () => {
  await person(BORIS);
  await makeFleet(test.database, BORIS);
  await test.database.query('insert into alert_settings (fleet_id, user_id, silent) values ($1, $2, false)', [
    fleet,
    ADA,
  ]);
  await setOnline(alpha, false, 0);
  expect(await tell(100)).toEqual([]);

  await test.database.query('update alert_settings set silent = true');
  await test.database.query('update bot_users set unreachable_at = now() where user_id = $1', [ADA]);
  expect(await tell(160)).toEqual([]);
});

it('two runs at once tell everything once', async () => {
  await setOnline(alpha, false, 0);

  const runs = await Promise.all([tell(100), tell(100), tell(100)]);

  expect(runs.flat()).toHaveLength(1);
});
