import { type FleetPeople, startFleetPeople } from '../support/fleet-people.ts';
import { makeFleet, makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { HARDSHIPS } from '../support/hardships.ts';

let people: FleetPeople;
let fleet: string;
let alpha: number;
let beta: number;

const ADA = 7_100_000_001;
const BORIS = 7_100_000_002;
/** A Tuesday. In Moscow it is the next day already. */
const NOW = new Date('2026-03-10T21:30:00Z');

beforeAll(async () => {
  people = await startFleetPeople('fleet_bot_results');
  people.now = NOW;
});
afterAll(() => people.close());

beforeEach(async () => {
  await people.store.database.query('truncate fleets, users, terminals, orders, audit cascade');
  fleet = await makeFleet(people.store.database, ADA, 'Ours <1>');
  alpha = await makeTerminal(people.store.database, fleet, 'Alpha');
  beta = await makeTerminal(people.store.database, fleet, 'Beta');
});

const close = (terminalId: number, closedAt: string, profit: string, rest = {}): Promise<string> =>
  makeOrder(people.store.database, {
    terminalId,
    openedAt: '2026-03-01T00:00:00Z',
    closedAt,
    profit,
    ...rest,
  });

async function chooseZone(personId: number, timeZone: string): Promise<void> {
  await people.store.database.query(`insert into users (id, first_name, time_zone) values ($1, 'Ada', $2)`, [
    personId,
    timeZone,
  ]);
}

describe.each(HARDSHIPS)('orders %s', (_, hardship) => {
  it('are paged to the last one and back to the newest', async () => {
    for (let index = 0; index < 23; index += 1)
      await makeOrder(people.store.database, {
        terminalId: index % 2 === 0 ? alpha : beta,
        openedAt: new Date(NOW.getTime() - index * 60_000).toISOString(),
        strategy: `S${index}.`,
      });
    const chat = people.talk({ personId: ADA, ...hardship });

    await chat.says('/orders');
    const messages = chat.screens.length;
    chat.expectScreen('Open orders: Ours <1>', ['✓ Open', 'Closed', 'Older ›', '1. XRP', '10. XRP']);
    expect(chat.screen.text).toMatch(/S0\..*S9\./s);
    await chat.taps('Older ›');
    expect(chat.screen.text).toMatch(/S10\..*S19\./s);
    await chat.taps('Older ›');
    expect(chat.screen.text).toMatch(/S20\..*S22\./s);
    expect(chat.screen.buttons.flat()).not.toContain('Older ›');
    await chat.taps('« Newest');

    expect(chat.screen.text).toContain('S0.');
    expect(chat.screens).toHaveLength(messages);
  });
});

describe('orders', () => {
  it('that were closed stand by day of the person’s own calendar, with the emulator marked', async () => {
    await chooseZone(ADA, 'Europe/Moscow');
    await close(alpha, '2026-03-10T21:10:00Z', '3.4');
    await close(beta, '2026-03-10T20:50:00Z', '-1.25', { isEmulator: true, currency: 'BTC' });
    const chat = people.talk({ personId: ADA });
    await chat.says('/orders');

    await chat.taps('Closed');

    expect(chat.screen.text).toMatch(
      /11 Mar 2026\n1\. ✅ XRP · long · \+3\.40\sUSDT · Alpha · 00:10\n\n10 Mar 2026\n2\. 🔻 XRP · long · -1\.25\sBTC · Beta · 23:50 · 🧪 emulator/,
    );
    chat.expectScreen('Time zone: Moscow', ['✓ 7 days', '30 days']);
  });

  it('older than a week are there for whoever asks for a month', async () => {
    await close(alpha, '2026-02-20T00:00:00Z', '5');
    const chat = people.talk({ personId: ADA, language: 'ru' });
    await chat.says('/orders');
    chat.expectScreen('Открытых ордеров сейчас нет.');
    await chat.taps('Закрытые');
    chat.expectScreen('За последние 7 дней ни один ордер не закрылся.');

    await chat.taps('30 дней');

    chat.expectScreen(/20 февр\. 2026.*\+5,00\sUSDT.*по UTC: часовой пояс ещё не выбран/s, [
      '🕒 Выбрать часовой пояс',
    ]);
  });

  it('are opened with all that is known of them, and closed again where the list was', async () => {
    const orderId = await close(alpha, '2026-03-10T12:05:00Z', '-2', { strategy: 'Grid', spent: '80' });
    await people.store.database.query(
      `update orders set buy_price = 2.105, sell_price = 2.05, quantity = 38, sell_reason = 'StopLoss <x>', lev = 3,
         is_short = true, profit_percent = -2.5 where order_id = $1`,
      [orderId],
    );
    const chat = people.talk({ personId: ADA });
    await chat.says('/orders');
    await chat.taps('Closed');

    await chat.taps('1. XRP');

    chat.expectScreen(/🔻 XRP · short ×3 · closed\n-2\.00\sUSDT \(-2\.5%\)/, ['Open the terminal']);
    expect(chat.screen.text).toMatch(/Strategy: Grid.*Buy price: 2\.105.*Sell price: 2\.05.*StopLoss <x>/s);
    expect(chat.screen.text).toMatch(/Duration: 9 days 12 h/);
    await chat.taps('‹ Back');
    chat.expectScreen('Closed in 7 days', ['✓ Closed']);
  });

  it('of one terminal are asked for from its card', async () => {
    await makeOrder(people.store.database, { terminalId: alpha, openedAt: '2026-03-10T12:00:00Z' });
    await makeOrder(people.store.database, { terminalId: beta, openedAt: '2026-03-10T12:00:00Z' });
    await close(alpha, '2026-03-10T12:00:00Z', '7');
    const chat = people.talk({ personId: ADA });
    await chat.says('/terminals');
    await chat.taps(/Alpha/);
    expect(chat.screen.text).toMatch(/Today: \+7\.00\sUSDT \(1 order\)/);

    await chat.taps('📑 Orders');

    chat.expectScreen('Open orders: Alpha', ['1. XRP']);
    expect(chat.screen.buttons.flat()).not.toContain('2. XRP');
  });

  it('of a message stay those of its fleet when another one is looked at', async () => {
    await close(alpha, '2026-03-10T12:00:00Z', '7');
    const chat = people.talk({ personId: ADA, restarts: true });
    await chat.says('/orders');
    await makeFleet(people.store.database, ADA, 'Zeta');
    await chat.says('/start');
    await chat.taps('My fleets');
    await chat.taps('Zeta');

    await chat.taps('Closed');
    chat.expectScreen('Fleets you can see');
    const shown = chat.screens.at(-2);
    expect(shown?.text).toMatch(/Closed in 7 days: Ours <1>.*\+7\.00/s);
    await chat.says('/orders');

    chat.expectScreen('Open orders: Zeta');
  });

  it('of others are nobody’s business, by no button', async () => {
    const orderId = await makeOrder(people.store.database, {
      terminalId: alpha,
      openedAt: '2026-03-10T12:00:00Z',
    });
    const owner = people.talk({ personId: ADA });
    await owner.says('/orders');
    const stranger = people.talk({ personId: BORIS });

    await stranger.says('/orders');
    stranger.expectScreen('You have no fleet yet');
    await stranger.tapsData(owner.dataOf('Closed'));
    stranger.expectToast('no such fleet');
    await stranger.tapsData(owner.dataOf('1. XRP'));

    stranger.expectToast('This order is not there any more.');
    expect(stranger.screens.map(({ text }) => text).join()).not.toContain(orderId);
  });
});

describe('profit', () => {
  it('is summed by currency, the emulator apart, and says what UTC means', async () => {
    await close(alpha, '2026-03-10T12:00:00Z', '10');
    await close(alpha, '2026-03-10T13:00:00Z', '-2.5');
    await close(beta, '2026-03-10T13:00:00Z', '0.001', { currency: 'BTC' });
    await close(beta, '2026-03-10T13:00:00Z', '1000', { isEmulator: true });
    await close(beta, '2026-03-09T13:00:00Z', '500');
    const chat = people.talk({ personId: ADA });

    await chat.says('/profit');

    chat.expectScreen(/🟢 \+7\.50\sUSDT · 2 orders, 50% won\n🟢 \+0\.001\sBTC · 1 order, 100% won/, [
      '✓ Today',
      'By terminal',
      '🕒 Choose my time zone',
    ]);
    expect(chat.screen.text).toMatch(/Emulator: not real money\n🟢 \+1,000\.00\sUSDT/);
    expect(chat.screen.text).toContain('UTC');
    await chat.taps('Week');
    expect(chat.screen.text).toMatch(/\+507\.50\sUSDT · 3 orders, 67% won/);
  });

  it('of a day is that of the person’s own clock', async () => {
    await chooseZone(ADA, 'Europe/Moscow');
    await close(alpha, '2026-03-10T20:00:00Z', '10');
    await close(alpha, '2026-03-10T21:15:00Z', '1');
    const chat = people.talk({ personId: ADA, language: 'ru' });

    await chat.says('/profit');

    chat.expectScreen(
      /Прибыль за сегодня: Ours <1>.*\+1,00\sUSDT · 1 ордер, в плюсе 100\s%.*Часовой пояс: Москва/s,
    );
  });

  it('by terminal and by strategy is paged, best first', async () => {
    for (let index = 0; index < 15; index += 1)
      await close(index === 0 ? beta : alpha, '2026-03-10T12:00:00Z', String(100 - index), {
        strategy: index === 14 ? null : `S${String(index).padStart(2, '0')}`,
      });
    const chat = people.talk({ personId: ADA });
    await chat.says('/profit');

    await chat.taps('By strategy');
    expect(chat.screen.text).toMatch(/S00\n🟢 \+100\.00.*S11/s);
    await chat.taps('Next ›');
    expect(chat.screen.text).toMatch(/S12.*without a strategy/s);
    chat.expectScreen('13–15 of 15', ['‹ Previous']);
    await chat.taps('‹ Back');
    await chat.taps('By terminal');

    chat.expectScreen(/Alpha\n.*14 orders.*Beta\n.*1 order,/s);
  });

  it('of nothing is said to be nothing', async () => {
    const chat = people.talk({ personId: ADA });
    await chat.says('/profit');

    chat.expectScreen('No order was closed in this time.', ['✓ Today', 'Week', 'Month']);
  });
});
