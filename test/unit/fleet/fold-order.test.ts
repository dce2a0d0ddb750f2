import fc from 'fast-check';
import { foldOrder } from '../../../core/fleet/fold-order.ts';
import { type OrderRow, orderRow } from '../../../core/fleet/order-row.ts';
import { readOrderState, writeOrderState } from '../../../core/fleet/order-state-json.ts';
import { ORDER_COLUMNS } from '../../../core/mooncmd/order-columns.ts';
import type { OrderEvent } from '../../../core/mooncmd/read-orders.ts';

const T0 = Date.UTC(2026, 10, 21, 9, 0, 0);
const closeDate = String(T0 / 1000 - 60);

interface Arrival {
  readonly event: OrderEvent;
  readonly receivedAtMs: number;
  readonly botName: string | null;
}

const insert = (columns: OrderEvent['columns'], commandId: number | null = null): OrderEvent => ({
  action: 'insert',
  orderId: '7',
  commandId,
  columns,
});
const update = (columns: OrderEvent['columns'], commandId: number | null = null): OrderEvent => ({
  action: 'update',
  orderId: '7',
  commandId,
  columns,
});
const remove = (): OrderEvent => ({ action: 'delete', orderId: '7', commandId: null, columns: {} });

/** Through JSON and a row after each event, as the database keeps them. */
function fold(arrivals: readonly Arrival[]): OrderRow {
  let stored: { fold: string; row: OrderRow } | undefined;
  for (const arrival of arrivals) {
    const before = stored === undefined ? undefined : readOrderState(stored.fold);
    const state = foldOrder(before, { ...arrival, position: 0 });
    stored = { fold: writeOrderState(state), row: { ...stored?.row, ...orderRow(state) } };
  }
  if (stored === undefined) throw new Error('no events');
  return stored.row;
}

const inOrder = (...events: OrderEvent[]): OrderRow =>
  fold(events.map((event, index) => ({ event, receivedAtMs: T0 + index, botName: 'bot-07' })));

const anyEvent = fc.record({
  action: fc.constantFrom('insert' as const, 'update' as const, 'update' as const, 'delete' as const),
  commandId: fc.option(fc.integer({ min: 1, max: 6 })),
  columns: fc.record(
    {
      status: fc.constantFrom('0', '1', '2'),
      close_date: fc.constantFrom(closeDate, '5', String(T0 / 1000 + 90_000)),
      spent_btc: fc.constantFrom('100', '199.9', '0'),
      profit_btc: fc.constantFrom('3.4', '-1'),
      quantity: fc.constantFrom('95', '7'),
      comment: fc.constantFrom('(strategy <Alpha>)', 'CPU: by hand', '<Beta>'),
      sell_reason: fc.constantFrom('Sell Price (strategy <Gamma>)', 'Stop Loss'),
      emulator: fc.constantFrom('t', 'f'),
      deleted: fc.constantFrom('t', 'f'),
    },
    { requiredKeys: [] },
  ),
});

const history = fc
  .array(fc.record({ event: anyEvent, botName: fc.constantFrom('bot-07', 'renamed', null) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((items) =>
    items.map(({ event, botName }, index): Arrival => ({
      event: { ...event, orderId: '7' },
      receivedAtMs: T0 + index * 0.25,
      botName,
    })),
  );

describe('folding an order', () => {
  it('keeps the letters of the columns that are in the database already', () => {
    const letters = ORDER_COLUMNS.map(({ column }) => column).join(' ');

    expect(letters).toMatch(
      /^symbol ex_order_id status buy_date sell_set_date close_date buy_price sell_price quantity bought_q bought_so /,
    );
    expect(letters).toMatch(/ price_bug price_blow vd1m bvsv_ratio hvol hvolf dvol daily_vol$/);
    expect(ORDER_COLUMNS).toHaveLength(57);
  });

  it('gives the same row for any permutation of a history, with any of its events repeated', () => {
    fc.assert(
      fc.property(
        history.chain((arrivals) =>
          fc.tuple(
            fc.constant(arrivals),
            fc.array(fc.constantFrom(...arrivals), { maxLength: 4 }).chain((repeats) =>
              fc.shuffledSubarray([...arrivals, ...repeats], {
                minLength: arrivals.length + repeats.length,
              }),
            ),
          ),
        ),
        ([arrivals, shuffled]) => {
          expect(fold(shuffled)).toEqual(fold(arrivals));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('keeps an UPDATE that comes before its INSERT as a partial order, which the INSERT fills', () => {
    const closing = update({ close_date: closeDate, sell_price: '2.14', status: '1' }, 90517);

    expect(inOrder(closing)).toMatchObject({
      created_from_update: 't',
      status: 'Closed',
      sell_price: '2.14',
    });
    expect(inOrder(closing, insert({ symbol: 'XRP', sell_price: '2.0', status: '0' }))).toMatchObject({
      created_from_update: 'f',
      status: 'Closed',
      symbol: 'XRP',
      sell_price: '2.14',
    });
  });

  it('never opens a closed order again, neither by a late INSERT nor by an UPDATE', () => {
    const row = inOrder(update({ status: '1' }, 5), insert({ status: '0' }), update({ status: '0' }, 9));

    expect(row).toMatchObject({ status: 'Closed', closed_at: String(T0 / 1000) });
  });

  it('lets the higher command number win each column by itself, whatever came last', () => {
    const row = inOrder(
      update({ sell_price: '3', comment: 'new' }, 9),
      update({ sell_price: '2', quantity: '5' }, 8),
    );

    expect(row).toMatchObject({ sell_price: '3', comment: 'new', quantity: '5' });
  });

  it('lets an UPDATE without a number win over an INSERT with one', () => {
    expect(inOrder(update({ quantity: '5' }), insert({ quantity: '4' }, 77))).toMatchObject({
      quantity: '5',
    });
  });

  it('keeps a deleted order deleted when its INSERT comes late', () => {
    expect(inOrder(remove(), insert({ symbol: 'XRP' }), update({ deleted: 'f' }, 99))).toMatchObject({
      deleted: 't',
      symbol: 'XRP',
    });
  });

  it('ignores a CloseDate of 0, of before 2020 and of the future in an UPDATE', () => {
    const row = inOrder(
      insert({ symbol: 'XRP' }),
      update({ close_date: '100' }, 1),
      update({ close_date: String(T0 / 1000 + 301) }, 2),
    );

    expect(row).toMatchObject({ status: 'Open', closed_at: null });
    expect(row.close_date).toBeUndefined();
  });

  it('does not take the leverage for a quantity and computes only what was not sent', () => {
    const row = inOrder(insert({ lev: '3', spent_btc: '200', profit_btc: '-1.5' }));

    expect(row.quantity).toBeUndefined();
    expect(row).toMatchObject({ gained_btc: '198.5', profit_percent: '-0.75' });
    expect(inOrder(insert({ spent_btc: '199.9', quantity: '95' })).buy_price).toBe('2.104210526316');
    expect(inOrder(insert({ spent_btc: '199.9', quantity: '95', buy_price: '2.105' })).buy_price).toBe(
      '2.105',
    );
  });

  it('keeps emulator and currency apart and converts nothing', () => {
    expect(
      inOrder(insert({ emulator: 't', profit_btc: '500', spent_btc: '1', base_currency_name: 'TRY' })),
    ).toMatchObject({
      is_emulator: 't',
      currency: 'TRY',
      profit_btc: '500',
    });
    expect(inOrder(insert({ fname: 'BinanceF_USDT-XRP_04-12-2025 10-00-00_1.bin' }))).toMatchObject({
      currency: 'USDT',
      symbol: 'XRP',
    });
    expect(inOrder(insert({ fname: 'BinanceF_USDT-1000PEPE_04-12-2025 10-00-00_1.bin' }))).toMatchObject({
      symbol: '1000PEPE',
    });
    expect(inOrder(insert({ fname: 'BinanceF_USDT-12345_04-12-2025 10-00-00_1.bin' })).symbol).toBeNull();
  });

  it('names a strategy the same whether an INSERT or an UPDATE told it', () => {
    expect(inOrder(insert({ comment: '(strategy <Alpha (f)>)' })).strategy).toBe('Alpha');
    expect(inOrder(update({ sell_reason: 'Sell Price (strategy <Alpha (f)>)' }, 1)).strategy).toBe('Alpha');
    expect(inOrder(update({ strategy: '"Alpha (f)"' }, 1)).strategy).toBe('Alpha');
  });
});
