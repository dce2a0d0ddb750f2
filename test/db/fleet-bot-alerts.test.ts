import { inTransaction } from '../../core/database/pool.ts';
import { markTold, readUntold } from '../../core/fleet/alerts/read-untold.ts';
import { type AlertTeller, tellAlerts } from '../../functions/watch-fleet/tell-alerts.ts';
import type { TalkSettings } from '../support/conversation.ts';
import { type FleetPeople, startFleetPeople } from '../support/fleet-people.ts';
import { makeFleet, makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { HARDSHIPS } from '../support/hardships.ts';
import { recordingQueue } from '../support/recording-queue.ts';

let people: FleetPeople;
let fleet: string;
let alpha: number;
let ada: number;
const queue = recordingQueue();
let nextPerson = 7_300_000_001;

const START = Date.parse('2026-03-10T12:00:00Z');
const at = (seconds: number): Date => new Date(START + seconds * 1_000);

beforeAll(async () => {
  people = await startFleetPeople('fleet_bot_alerts');
});
afterAll(() => people.close());

beforeEach(async () => {
  queue.messages.length = 0;
  await people.store.database.query(
    `truncate fleets, users, bot_users, terminals, terminal_status, balances, api_errors, orders, alerts, alert_readers,
       audit, outbox cascade`,
  );
  await people.rows(`update alert_error_cursor set visible_id = 0, read_at = '-infinity'`);
  people.now = at(0);
  ada = nextPerson++;
  fleet = await makeFleet(people.store.database, ada, 'Ours <1>');
  alpha = await heardTerminal('Alpha');
});

async function heardTerminal(name: string): Promise<number> {
  const id = await makeTerminal(people.store.database, fleet, name);
  await people.rows('insert into balances (terminal_id, received_at) values ($1, $2)', [id, at(0)]);
  await setOnline(id, true, 0);
  return id;
}

const setOnline = (terminalId: number, isOnline: boolean, seconds: number) =>
  people.rows(
    `insert into terminal_status values ($1, $2, $3)
     on conflict (terminal_id) do update set is_online = excluded.is_online, changed_at = excluded.changed_at`,
    [terminalId, isOnline, at(seconds)],
  );

const teller = (seconds: number): AlertTeller => ({
  database: people.store.database,
  queue,
  now: at(seconds),
  hasTime: () => true,
});

/** One run of watch-fleet, and of send-messages after it. */
async function watch(seconds: number): Promise<number> {
  people.now = at(seconds);
  const told = await tellAlerts(teller(seconds));
  await people.sendOutbox();
  return told;
}

/** Somebody who has spoken to the bot and was told up to now. */
async function talkTo(settings: Partial<TalkSettings> = {}) {
  const chat = people.talk({ personId: ada, ...settings });
  await chat.says('/alerts');
  await watch(0);
  return chat;
}

describe.each(HARDSHIPS)('what one is told %s', (_, hardship) => {
  it('is switched by taps, set by flows and shown as it is', async () => {
    const chat = people.talk({ personId: ada, ...hardship });
    await chat.says('/alerts');
    chat.expectScreen(
      /Alerts: Ours <1>.*Silent terminals: on.*Loss of a day: off.*Quiet hours: none.*in UTC/s,
      ['✅ Silent terminals', '✅ Errors of the exchange', '🕒 Choose my time zone'],
    );

    await chat.taps('✅ Silent terminals');
    chat.expectScreen('Silent terminals: off', ['▫️ Silent terminals']);
    await chat.taps('📉 Loss limit');
    await chat.taps('USDT');
    await chat.says('nothing');
    await chat.says('250.5');
    chat.expectScreen(/Loss of a day: from 250\.5\sUSDT/, ['No limit']);
    await chat.taps('🌙 Quiet hours');
    await chat.says('23:00');
    await chat.says('23:00');
    expect(chat.screen.text).toContain('the end has to differ');
    await chat.says('7:30');
    chat.expectScreen('Quiet hours: 23:00 – 07:30', ['No quiet hours']);
    await chat.taps('No limit');

    chat.expectScreen(/Loss of a day: off.*23:00/s);
    expect(
      await people.rows('select silent, api_errors, loss_limit, quiet_to::text from alert_settings'),
    ).toEqual([{ silent: false, api_errors: true, loss_limit: null, quiet_to: '07:30:00' }]);
  });
});

describe('what one is told', () => {
  it('says the time zone that was chosen, in Russian too', async () => {
    await people.rows(`insert into users (id, first_name, time_zone) values ($1, 'Ada', 'Europe/Moscow')`, [
      ada,
    ]);
    const chat = people.talk({ personId: ada, language: 'ru' });

    await chat.says('/alerts');

    chat.expectScreen(
      /Оповещения: Ours <1>.*Молчащие терминалы: вкл\..*по поясу Europe\/Moscow, там сейчас 15:00/s,
    );
    expect(chat.screen.buttons.flat()).not.toContain('🕒 Выбрать часовой пояс');
  });

  it('is tried by a test that goes the way of alerts, once a tap', async () => {
    const chat = people.talk({ personId: ada, duplicates: true });
    await chat.says('/alerts');

    await chat.taps('🔔 Send a test');
    await people.sendOutbox();

    chat.expectToast('A test alert is on its way.');
    chat.expectScreen(/Ours <1>\n\nThis is a test, sent today 12:00\. Alerts reach you\./);
    expect(chat.screens.filter(({ text }) => text.includes('This is a test'))).toHaveLength(1);
  });

  it('is each member’s own, and no stranger’s', async () => {
    const boris = people.talk({ personId: nextPerson++ });
    const chat = people.talk({ personId: ada });
    await chat.says('/alerts');

    await boris.tapsData(chat.dataOf('✅ Silent terminals'));
    boris.expectToast('no such fleet');
    await people.rows(`insert into fleet_members (fleet_id, user_id, role) values ($1, $2, 'viewer')`, [
      fleet,
      boris.personId,
    ]);
    await boris.says('/alerts');
    await boris.taps('✅ Silent terminals');

    await chat.says('/alerts');
    chat.expectScreen('Silent terminals: on');
  });
});

describe('an alert', () => {
  it('comes once, opens its terminal below itself, and the terminal’s return is told', async () => {
    const chat = await talkTo();
    await setOnline(alpha, false, 10);

    expect(await watch(70)).toBe(1);
    expect(await watch(130)).toBe(0);

    chat.expectScreen(/🔔 Ours <1>\n\n🔴 1 terminal fell silent \(today 12:00\):\nAlpha/, [
      'Alpha',
      '🔴 Silent ones',
    ]);
    expect(queue.messages).toEqual([{ version: 1, outboxIds: [expect.stringMatching(/^\d+$/)] }]);
    const alert = chat.screen.id;
    await chat.taps('Alpha');
    chat.expectScreen(/Alpha · silent/);
    expect(chat.screens.some(({ id, text }) => id === alert && text.includes('fell silent'))).toBe(true);
    await setOnline(alpha, true, 140);
    await watch(190);
    chat.expectScreen(/🟢 1 terminal is back \(today 12:03\):\nAlpha/, ['📋 Terminals']);
  });

  it('opens the list of its own fleet, whichever is looked at', async () => {
    const chat = await talkTo({ language: 'ru' });
    const other = await makeFleet(people.store.database, ada, 'Other');
    await people.rows(
      `insert into fleet_choices (user_id, fleet_id) values ($1, $2) on conflict (user_id) do update set fleet_id = excluded.fleet_id`,
      [ada, other],
    );
    await setOnline(alpha, false, 10);
    await watch(70);
    chat.expectScreen(/🔴 Замолчал 1 терминал \(сегодня 12:00\):\nAlpha/);

    await chat.taps('🔴 Молчат');

    chat.expectScreen(/Alpha/, [/Alpha/]);
    chat.expectScreen(/Терминалы/);
  });

  it('groups errors and names the most frequent, escaped', async () => {
    const chat = await talkTo();
    await watch(1);
    await people.rows(
      `insert into api_errors (terminal_id, error_text, symbol, error_code, received_at)
       select $1, 'Margin <is> insufficient', 'XRP', -2019, $2 from generate_series(1, 12)`,
      [alpha, at(50)],
    );
    await watch(60);
    await watch(120);

    chat.expectScreen(
      /❗ 12 errors of the exchange at 1 terminal \(today 12:00\):\n• 12× XRP \[-2019\] Margin <is> insufficient/,
      ['📋 Terminals'],
    );
  });

  it('of a loss tells the sum and the limit, and opens the profit of the day', async () => {
    const chat = await talkTo();
    await chat.taps('📉 Loss limit');
    await chat.taps('USDT');
    await chat.says('100');
    await makeOrder(people.store.database, {
      terminalId: alpha,
      openedAt: at(0).toISOString(),
      closedAt: at(5).toISOString(),
      profit: '-120.5',
    });

    await watch(60);

    chat.expectScreen(/📉 Today’s result is -120\.50\sUSDT, beyond your limit of 100\.00\sUSDT/, [
      '💵 Profit today',
    ]);
    await chat.taps('💵 Profit today');
    chat.expectScreen(/🔻 -120\.50\sUSDT · 1 order, 0% won/);
  });

  it('of the quiet hours comes after them, with all others in one message', async () => {
    const chat = await talkTo();
    await people.rows(
      `insert into alert_settings (fleet_id, user_id, quiet_from, quiet_to) values ($1, $2, '11:00', '12:10')`,
      [fleet, ada],
    );
    await setOnline(alpha, false, 10);
    expect(await watch(70)).toBe(0);
    await setOnline(alpha, true, 100);
    expect(await watch(200)).toBe(0);

    expect(await watch(601)).toBe(1);

    chat.expectScreen(/🔴 1 terminal fell silent.*\n\n🟢 1 terminal is back/s);
  });

  it('comes once when two runs meet, and at the next run when the time of this one is over', async () => {
    const chat = await talkTo();
    await setOnline(alpha, false, 10);
    const late = { ...teller(70), hasTime: () => false };
    expect(await tellAlerts(late)).toBe(0);

    const told = await Promise.all([tellAlerts(teller(70)), tellAlerts(teller(70)), tellAlerts(teller(70))]);
    await people.sendOutbox();

    expect(told.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(chat.screens.filter(({ text }) => text.includes('fell silent'))).toHaveLength(1);
  });

  it('comes once to each however closely runs follow each other', async () => {
    await talkTo();
    await setOnline(alpha, false, 10);
    await tellAlerts({ ...teller(70), hasTime: () => false });
    const run = () =>
      inTransaction(people.store.database, async (session) => {
        const untold = await readUntold(session, 'fleet', teller(70).now, 100);
        await markTold(session, untold);
        return untold.length;
      });

    for (let round = 0; round < 40; round += 1) {
      await people.rows('update alert_readers set told_id = 0');
      const told = await Promise.all(Array.from({ length: 8 }, run));
      expect(told.reduce((sum, count) => sum + count, 0)).toBe(1);
    }
  });

  it('comes to whoever blocked the bot not at all, and to a member who joined later only what is new', async () => {
    const chat = await talkTo();
    await setOnline(alpha, false, 10);
    await watch(70);
    const boris = people.talk({ personId: nextPerson++, language: 'ru' });
    await people.rows(`insert into fleet_members (fleet_id, user_id, role) values ($1, $2, 'viewer')`, [
      fleet,
      boris.personId,
    ]);
    await boris.says('/alerts');
    await watch(80);
    await people.rows('update bot_users set unreachable_at = now() where user_id = $1', [ada]);
    await setOnline(alpha, true, 140);

    expect(await watch(190)).toBe(1);

    boris.expectScreen(/🟢 Снова на связи 1 терминал/);
    expect(boris.screens.some(({ text }) => text.includes('Замолчал'))).toBe(false);
    expect(chat.screens.some(({ text }) => text.includes('is back'))).toBe(false);
  });

  it('of more than a month ago is forgotten, and its neighbours are not', async () => {
    await people.rows(
      `insert into alerts (fleet_id, kind, subject, occurred_at)
       select $1, 'silent', '{"count": 1, "terminals": []}', $2::timestamptz - make_interval(days => days) from unnest('{29, 31}'::int[]) days`,
      [fleet, at(0)],
    );

    await watch(0);

    expect(await people.rows('select occurred_at from alerts')).toEqual([
      { occurred_at: new Date(START - 29 * 86_400_000) },
    ]);
  });
});
