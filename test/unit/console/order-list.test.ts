import fc from 'fast-check';
import {
  addNews,
  addPage,
  compareOrders,
  countHeld,
  EMPTY_LIST,
  hasLeft,
  type Order,
  type OrderList,
  type OrderNews,
  orderKey,
  renewList,
  showHeld,
} from '../../../console/src/pages/orders/order-list.ts';
import { matchOrder } from '../../../console/src/pages/orders/match-order.ts';

const anOrder = (orderId: number, changes: Partial<Order> = {}): Order => ({
  terminalId: 1,
  terminalName: 'alpha',
  orderId: String(orderId),
  symbol: 'XRP',
  status: 'Open',
  isShort: false,
  isEmulator: false,
  leverage: null,
  quantity: '1',
  buyPrice: '2',
  sellPrice: null,
  spent: '2',
  profit: '0',
  profitPercent: null,
  currency: 'USDT',
  strategy: 'Alpha',
  sellReason: null,
  openedAt: new Date(Date.UTC(2026, 0, 1, 0, orderId)).toISOString(),
  closedAt: null,
  ...changes,
});
const isOpen = (order: Order) => order.status === 'Open';
const news = (order: Order, version = 1, isDeleted = false): OrderNews => ({ order, version, isDeleted });
const atTop = { belongs: isOpen, isAtTop: true };
const below = { belongs: isOpen, isAtTop: false };
const ids = (list: OrderList) => list.rows.map(({ orderId }) => orderId);
const threeRows = addPage(EMPTY_LIST, [anOrder(30), anOrder(20), anOrder(10)], true);

describe('the list of orders', () => {
  it('shows a new order at its place while the reader is at the top', () => {
    expect(ids(addNews(threeRows, [news(anOrder(25))], atTop))).toEqual(['30', '25', '20', '10']);
  });

  it('holds a new order while the reader is further down, counts it, and shows it when asked', () => {
    const list = addNews(threeRows, [news(anOrder(40)), news(anOrder(41))], below);
    expect(ids(list)).toEqual(['30', '20', '10']);
    expect(countHeld(list)).toBe(2);
    expect(ids(showHeld(list))).toEqual(['41', '40', '30', '20', '10']);
  });

  it('changes an order in its place wherever the reader is', () => {
    const list = addNews(threeRows, [news(anOrder(20, { profit: '5' }))], below);
    expect(list.rows[1]?.profit).toBe('5');
    expect(countHeld(list)).toBe(0);
  });

  it('leaves a closed order where it is until the reader is back, and says that it has left', () => {
    const closed = anOrder(20, { status: 'Closed', closedAt: '2026-01-01T01:00:00.000Z' });
    const list = addNews(threeRows, [news(closed)], below);
    expect(list.rows.map((order) => hasLeft(list, order))).toEqual([false, true, false]);
    expect(list.rows[1]?.status).toBe('Closed');
    expect(ids(showHeld(list))).toEqual(['30', '10']);
  });

  it('takes a deleted order away, and a late word of its earlier state does not bring it back', () => {
    const gone = addNews(threeRows, [news(anOrder(20), 5, true)], atTop);
    expect(ids(gone)).toEqual(['30', '10']);
    expect(ids(addNews(gone, [news(anOrder(20), 4)], atTop))).toEqual(['30', '10']);
  });

  it('leaves what lies below the loaded part to its page', () => {
    const part = addPage(EMPTY_LIST, [anOrder(30), anOrder(20)], false);
    const heard = addNews(part, [news(anOrder(5))], atTop);
    expect(ids(heard)).toEqual(['30', '20']);
    expect(ids(addPage(heard, [anOrder(10), anOrder(5)], true))).toEqual(['30', '20', '10', '5']);
  });

  it('does not let a page that is older than the live word undo it', () => {
    const part = addPage(EMPTY_LIST, [anOrder(30), anOrder(20)], false);
    const closed = anOrder(25, { status: 'Closed', closedAt: '2026-01-01T01:00:00.000Z' });
    const heard = addNews(part, [news(closed)], atTop);
    expect(ids(addPage(heard, [anOrder(25), anOrder(10)], true))).toEqual(['30', '20', '10']);
  });

  it('is read anew at the top as the page has it, and further down without moving a row', () => {
    const page = [anOrder(40), anOrder(30, { profit: '7' }), anOrder(10)];
    const fresh = renewList(threeRows, page, { isLast: false, isAtTop: true });
    expect(ids(fresh)).toEqual(['40', '30', '10']);
    expect(fresh.isWhole).toBe(false);

    const below = renewList(threeRows, page, { isLast: true, isAtTop: false });
    expect(ids(below)).toEqual(['30', '20', '10']);
    expect(below.rows[0]?.profit).toBe('7');
    expect(countHeld(below)).toBe(1);
    // Order 20 is not on the page, where it would stand if it still were open.
    expect(ids(showHeld(below))).toEqual(['40', '30', '10']);
  });

  it('takes no order for gone that may stand on a page below the one that was read anew', () => {
    const below = renewList(threeRows, [anOrder(30)], { isLast: false, isAtTop: false });
    expect(ids(showHeld(below))).toEqual(['30', '20', '10']);
  });

  it('ends with the same rows whether the reader was at the top or came back to it, in the right order and each once', () => {
    const change = fc.record({
      id: fc.integer({ min: 1, max: 12 }),
      status: fc.constantFrom<Order['status']>('Open', 'Open', 'Closed'),
      isDeleted: fc.boolean(),
      isAtTop: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        let [moving, top] = [threeRows, threeRows];
        changes.forEach(({ id, status, isDeleted, isAtTop }, version) => {
          const one = [news(anOrder(id, { status, closedAt: null }), version, isDeleted)];
          moving = addNews(moving, one, { belongs: isOpen, isAtTop });
          top = addNews(top, one, atTop);
        });
        const shown = showHeld(moving).rows;
        expect(shown.map(orderKey)).toEqual(top.rows.map(orderKey));
        expect([...shown].sort(compareOrders)).toEqual(shown);
        expect(new Set(shown.map(orderKey)).size).toBe(shown.length);
      }),
    );
  });
});

describe('whether an order of the socket belongs to the list', () => {
  const all = { tab: 'open', money: 'both' } as const;

  it('asks for the tab, the money and every filter', () => {
    const order = anOrder(1, { isEmulator: true });
    expect(matchOrder(order, all)).toBe(true);
    expect(matchOrder(order, { ...all, tab: 'closed' })).toBe(false);
    expect(matchOrder(order, { ...all, money: 'real' })).toBe(false);
    expect(matchOrder(order, { ...all, terminal: 2 })).toBe(false);
    expect(matchOrder(order, { ...all, terminalIds: new Set([2]) })).toBe(false);
    expect(matchOrder(order, { ...all, strategy: 'alpha' })).toBe(true);
    expect(matchOrder(order, { ...all, symbol: 'BTC' })).toBe(false);
    expect(matchOrder(anOrder(1, { currency: null }), { ...all, currency: 'USDT' })).toBe(false);
  });

  it('counts a period by the opening of open orders and by the end of the others, its end left out', () => {
    const closed = anOrder(1, { status: 'Closed', closedAt: '2026-02-01T00:00:00.000Z' });
    const endMs = Date.UTC(2026, 1, 1);
    expect(matchOrder(closed, { ...all, tab: 'closed', fromMs: endMs })).toBe(true);
    expect(matchOrder(closed, { ...all, tab: 'closed', toMs: endMs })).toBe(false);
    expect(matchOrder(anOrder(1), { ...all, toMs: endMs })).toBe(true);
  });
});
