import { readNews, type LiveNews } from '../../core/contracts/live-news.ts';
import { StoredAnnouncer } from '../../core/fleet/store/announce-stored.ts';
import { Watched } from '../../core/fleet/store/read-watched.ts';
import { storeBatches } from '../../core/fleet/store/store-batches.ts';
import { HistoryMemory } from '../../core/fleet/store/write-balances.ts';
import { endWatch, keepWatched } from '../../core/live/watch.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import { balance, batch, orderSql, record, T0 } from '../support/records.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
let terminalId: number;
let fleetId: string;
let sent: LiveNews[];
let isQueueAway: boolean;
let nowMs: number;
let batches = 0;

beforeAll(async () => {
  store = await createTestDatabase('live_announce');
  fleetId = await makeFleet(store.database, 1);
  terminalId = await makeTerminal(store.database, fleetId, 'alpha');
});
afterAll(() => store.close());
beforeEach(() => {
  sent = [];
  isQueueAway = false;
  nowMs = 0;
});

function announcer(): StoredAnnouncer {
  const watched = new Watched(() => nowMs);
  return new StoredAnnouncer({
    isWatched: (database) => watched.read(database),
    send: (body) => {
      if (isQueueAway) return Promise.reject(new Error('away'));
      sent.push(readNews(body));
      return Promise.resolve();
    },
    newId: () => 'news-1',
  });
}

async function storeAndAnnounce(one: StoredAnnouncer, records: Parameters<typeof batch>[1]): Promise<void> {
  batches += 1;
  const outcome = await storeBatches(store.database, [batch(`b-${batches}`, records)], {
    loggedKinds: new Set(),
    memory: new HistoryMemory(),
  });
  await one.announce(store.database, outcome, T0 + 5);
}

const insertOrder = (id: number, atMs: number = T0) =>
  orderSql(
    terminalId,
    id,
    `insert into Orders (ID,Coin,Quantity,BuyPrice,BuyDate,SpentBTC) values (${id},'XRP',10,2.5,1795251000,25)`,
    atMs,
  );

describe('what is stored', () => {
  it('is announced to nobody while nobody watches, at the price of one question each 5 s', async () => {
    await endWatch(store.database);
    const questions = jest.spyOn(store.database, 'query');
    const one = announcer();
    await storeAndAnnounce(one, [balance(terminalId, 1)]);
    await storeAndAnnounce(one, [balance(terminalId, 2, T0 + 1)]);
    const asked = (): number =>
      questions.mock.calls.filter(([text]) => JSON.stringify(text).includes('live_watch')).length;
    expect(asked()).toBe(1);
    nowMs += 5_001;
    await storeAndAnnounce(one, [balance(terminalId, 3, T0 + 2)]);
    expect(asked()).toBe(2);
    questions.mockRestore();

    expect(sent).toEqual([]);
  });

  it('is announced with its data: the newest balance of each terminal, orders as lists show them', async () => {
    expect(await keepWatched(store.database, 30)).toBe(false);
    expect(await keepWatched(store.database, 30)).toBe(true);
    await storeAndAnnounce(announcer(), [
      balance(terminalId, 20, T0 + 20),
      balance(terminalId, 10, T0 + 10),
      insertOrder(501),
      record(
        'errors',
        { cmd: 'errors', bot: 'b', data: '[2026-11-21 09:00:00] XRP: no money' },
        { terminalId },
      ),
    ]);

    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      type: 'stored',
      committedAtMs: T0 + 5,
      balances: [{ terminalId, available: '20', total: '120', isRunning: true, receivedAtMs: T0 + 20 }],
      orders: [
        {
          fleetId,
          version: 1,
          isDeleted: false,
          order: {
            terminalId,
            terminalName: 'alpha',
            orderId: '501',
            symbol: 'XRP',
            status: 'Open',
            spent: '25',
          },
        },
      ],
    });
  });

  it('is stored all the same when it cannot be announced, and then whoever watches is told to read', async () => {
    await keepWatched(store.database, 30);
    const one = announcer();
    isQueueAway = true;
    await storeAndAnnounce(one, [insertOrder(502)]);
    isQueueAway = false;
    await storeAndAnnounce(one, [insertOrder(503)]);

    expect(sent.map(({ type }) => type)).toEqual(['gap', 'stored']);
    const { rows } = await store.database.query(
      'select order_id::int from orders where order_id in (502, 503)',
    );
    expect(rows).toHaveLength(2);
  });

  it('is told as a gap when it comes again, since who stored it may have been killed before it was announced', async () => {
    await keepWatched(store.database, 30);
    await storeAndAnnounce(announcer(), [insertOrder(504)]);
    sent.length = 0;
    batches -= 1;
    await storeAndAnnounce(announcer(), [insertOrder(504)]);

    expect(sent).toEqual([{ type: 'gap' }]);
  });

  it('is told as a gap when it is more than anybody could follow', async () => {
    await keepWatched(store.database, 30);
    await storeAndAnnounce(
      announcer(),
      Array.from({ length: 2_001 }, (_, index) => insertOrder(10_000 + index)),
    );

    expect(sent).toEqual([{ type: 'gap' }]);
  });
});
