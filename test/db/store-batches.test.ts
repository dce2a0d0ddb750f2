import { DATAGRAM_KINDS } from '../../core/contracts/datagram-kinds.ts';
import { storeBatches, type StoreOptions } from '../../core/fleet/store/store-batches.ts';
import { HistoryMemory } from '../../core/fleet/store/write-balances.ts';
import { balance, batch, orderSql, record, T0 } from '../support/records.ts';
import { useTestDatabase } from '../support/test-database.ts';

const test = useTestDatabase('store_batches');
let options: StoreOptions;

beforeEach(async () => {
  await test.database.query(
    'truncate datagram_log, orders, balances, balance_history, strategies, api_errors, charts, dead_letters, stored_batches, terminal_status, terminal_events',
  );
  options = { loggedKinds: new Set(DATAGRAM_KINDS), memory: new HistoryMemory() };
});

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await test.database.query<Record<string, unknown>>(sql)).rows;
}

async function count(table: string): Promise<number> {
  return Number((await rows(`select count(*) from ${table}`))[0]?.['count']);
}

describe('storing batches', () => {
  it('changes nothing when a batch is delivered again', async () => {
    const one = batch('b1', [
      balance(1, 812.5),
      orderSql(1, 7, `insert into Orders ([Coin],[Quantity]) values ('XRP', 95)`),
      record('errors', {
        cmd: 'errors',
        bot: 'bot-1',
        data: { E: ['21.11 09:00:00.000: XRP [400] Margin is insufficient'] },
      }),
    ]);
    const first = await storeBatches(test.database, [one], options);
    const again = await storeBatches(test.database, [one], options);

    expect(first).toMatchObject({ stored: 3, repeated: [] });
    expect(again).toMatchObject({ stored: 0, repeated: ['b1'] });
    expect([await count('datagram_log'), await count('orders'), await count('api_errors')]).toEqual([
      3, 1, 1,
    ]);
    expect(await rows('select version from orders')).toEqual([{ version: 1 }]);
  });

  it('keeps 999 neighbours of a record that PostgreSQL refuses, and the record itself as a dead letter with its reason', async () => {
    const records = Array.from({ length: 1_000 }, (_, index) => balance(index + 1, index));
    // Larger than an integer column: the database is the first to mind.
    records[500] = orderSql(501, 7, `insert into Orders ([Coin]) values ('XRP')`);
    await test.database.query(`alter table orders_0 add constraint refuse check (symbol <> 'XRP')`);
    for (let part = 1; part < 8; part += 1)
      await test.database.query(`alter table orders_${part} add constraint refuse check (symbol <> 'XRP')`);
    try {
      const outcome = await storeBatches(test.database, [batch('b1', records)], options);

      expect(outcome.stored).toBe(999);
      expect([await count('datagram_log'), await count('balances')]).toEqual([999, 999]);
      expect(
        await rows(
          `select terminal_id::int, kind, reason, detail, convert_from(payload, 'UTF8') as payload, batch_id from dead_letters`,
        ),
      ).toEqual([
        {
          terminal_id: 501,
          kind: 'order',
          reason: 'database_23514',
          detail: expect.stringContaining('refuse'),
          payload: records[500].payload.toString(),
          batch_id: 'b1',
        },
      ]);
    } finally {
      for (let part = 0; part < 8; part += 1)
        await test.database.query(`alter table orders_${part} drop constraint refuse`);
    }
  });

  it('keeps a record that cannot be read as a dead letter and stores its neighbours', async () => {
    const broken = orderSql(1, 7, `insert into Orders ([Coin],[Quantity]) values ('XRP')`);
    const outcome = await storeBatches(
      test.database,
      [batch('b1', [balance(1, 5), broken, balance(2, 6)])],
      options,
    );

    expect(outcome).toMatchObject({ stored: 2, logged: 2 });
    expect(await rows('select kind, batch_id from dead_letters')).toEqual([
      { kind: 'order', batch_id: 'b1' },
    ]);
  });

  it('loses no event when many writers fold the same orders at once', async () => {
    const writers = Array.from({ length: 8 }, (_, writer) =>
      Array.from({ length: 20 }, (_unused, order) =>
        orderSql(
          1 + (order % 3),
          order + 1,
          `[SQLCommand ${writer + 1}] update Orders set ${['Quantity', 'SellPrice', 'Lev', 'SpentBTC', 'GainedBTC', 'Latency', 'Ping', 'hVol'][writer]}=${writer + 1} where [ID]=${order + 1}`,
          T0 + writer,
        ),
      ),
    );
    await Promise.all(
      writers.map((records, writer) => storeBatches(test.database, [batch(`b${writer}`, records)], options)),
    );

    const stored = await rows(
      'select quantity::int, sell_price::int, lev::int, spent_btc::int, gained_btc::int, latency::int, ping::int, hvol::int, version from orders',
    );
    expect(stored).toHaveLength(20);
    for (const row of stored) {
      expect(row).toEqual({
        quantity: 1,
        sell_price: 2,
        lev: 3,
        spent_btc: 4,
        gained_btc: 5,
        latency: 6,
        ping: 7,
        hvol: 8,
        version: 8,
      });
    }
  });

  it('keeps the balance received last, whatever was stored last, and one row of history a minute', async () => {
    await storeBatches(
      test.database,
      [batch('b1', [balance(1, 20, T0 + 5_000), balance(1, 30, T0 + 61_000)])],
      options,
    );
    await storeBatches(test.database, [batch('b2', [balance(1, 10, T0)])], options);

    expect(
      await rows('select available::text, total::text, is_running, version, bot_name from balances'),
    ).toEqual([{ available: '30', total: '130', is_running: true, version: 756, bot_name: 'bot-1' }]);
    expect(await rows('select available::text from balance_history order by minute')).toEqual([
      { available: '20' },
      { available: '30' },
    ]);
  });

  it('keeps money exactly as it was sent', async () => {
    const sql = `insert into Orders ([Coin],[SpentBTC],[ProfitBTC],[Quantity]) values ('XRP', 12345678901234567.123456789, -0.00000001, 1e-7)`;
    await storeBatches(test.database, [batch('b1', [orderSql(1, 7, sql)])], options);

    expect(await rows('select spent_btc::text, profit_btc::text, quantity::text from orders')).toEqual([
      { spent_btc: '12345678901234567.123456789', profit_btc: '-0.00000001', quantity: '0.0000001' },
    ]);
  });

  it('writes an event only when a terminal went silent or came back', async () => {
    const liveness = (isOnline: boolean, receivedAtMs: number) =>
      record('liveness', { isOnline }, { receivedAtMs });
    await storeBatches(
      test.database,
      [batch('b1', [liveness(true, T0), liveness(true, T0 + 1_000), liveness(false, T0 + 20_000)])],
      options,
    );
    await storeBatches(test.database, [batch('b2', [liveness(false, T0 + 21_000)])], options);

    expect(await rows('select event from terminal_events order by occurred_at')).toEqual([
      { event: 'online' },
      { event: 'offline' },
    ]);
    expect(await rows('select is_online from terminal_status')).toEqual([{ is_online: false }]);
    expect(await count('datagram_log')).toBe(0);
  });

  it('drops the packs of an older, longer listing when a new one begins', async () => {
    const pack = (number: number, receivedAtMs: number) =>
      record(
        'strats',
        {
          cmd: 'strats',
          bot: 'b',
          N: number,
          data: `##Begin_Strategy\nStrategyName=S${number}\n##End_Strategy`,
        },
        { receivedAtMs },
      );
    await storeBatches(
      test.database,
      [batch('b1', [pack(1, T0), pack(2, T0 + 10), pack(3, T0 + 20)])],
      options,
    );
    await storeBatches(test.database, [batch('b2', [pack(2, T0 + 300_010), pack(1, T0 + 300_000)])], options);

    expect(await rows('select pack_number from strategies order by 1')).toEqual([
      { pack_number: 1 },
      { pack_number: 2 },
    ]);
  });

  it('logs only the kinds that the stage asks for', async () => {
    await storeBatches(test.database, [batch('b1', [balance(1, 5), record('other', { cmd: 'hello' })])], {
      ...options,
      loggedKinds: new Set(['other'] as const),
    });

    expect(await rows('select kind, payload from datagram_log')).toEqual([
      { kind: 'other', payload: '{"cmd":"hello"}' },
    ]);
    expect(await count('balances')).toBe(1);
  });
});
