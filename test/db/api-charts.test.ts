import { createHash } from 'node:crypto';
import { z } from 'zod';
import { chartAnswer } from '../../core/api/charts/chart-shapes.ts';
import { buildChart } from '../../core/mooncmd/build-chart.ts';
import { makeOrder } from '../support/fleet-rows.ts';
import { useTestApi } from '../support/test-api.ts';
import { makeTwoTerminals } from '../support/two-terminals.ts';

const given = useTestApi('api_charts');
const { api, store, rows, newPerson } = given;
const newFleet = () => makeTwoTerminals(given);

describe('charts', () => {
  async function tell(terminalId: number, orderId: string, trades: number): Promise<void> {
    const bytes = buildChart({
      marketName: 'USDT-XRP',
      marketCurrency: 'USDT',
      startAtMs: 1_764_800_000_000,
      endAtMs: 1_764_800_420_000,
      history: Array.from({ length: trades }, (_, n) => ({
        timeMs: 1_764_800_000_000 + n * 10,
        price: n === 7_777 ? 99 : 2 + (n % 10) / 100,
      })),
      trades: [
        { timeMs: 1_764_800_002_000, price: -2.2 },
        { timeMs: 1_764_800_001_000, price: 2.1 },
        { timeMs: 1_764_800_003_000, price: Number.NaN },
      ],
      sessionProfit: 3.4,
    });
    await rows(
      `insert into charts (terminal_id, order_id, market_name, market_currency, session_profit, bytes, bytes_sha256, received_at)
       values ($1, $2, 'USDT-XRP', 'USDT', 3.4, $3, $4, now())`,
      [terminalId, orderId, bytes, createHash('sha256').update(bytes).digest()],
    );
  }

  it('of an order is told as it can be drawn, thinned out, its peaks kept', async () => {
    const { token, a } = await newFleet();
    await tell(a, '48213', 20_000);

    const answer = await api.ask('GET', `/api/orders/${a}/48213/chart`, { token });

    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    const chart = chartAnswer.parse(JSON.parse(answer.text));
    expect(chart).toMatchObject({
      terminalId: a,
      orderId: '48213',
      marketName: 'USDT-XRP',
      startAtMs: 1_764_800_000_000,
      buys: { timesMs: [1_764_800_001_000], prices: [2.1] },
      sells: { timesMs: [1_764_800_002_000], prices: [2.2] },
      counts: { history: 20_000, buys: 1, sells: 1 },
    });
    expect(chart.history.prices.length).toBeLessThanOrEqual(5_000);
    expect(chart.history.prices.length).toBeGreaterThan(2_000);
    expect(Math.max(...chart.history.prices)).toBe(99);
    expect(chart.history.timesMs).toEqual([...chart.history.timesMs].sort((one, other) => one - other));
  });

  it('that is known already is not sent again, till a newer one comes', async () => {
    const { token, a } = await newFleet();
    await tell(a, '1', 3);
    const path = `/api/orders/${a}/1/chart`;
    const first = await api.ask('GET', path, { token });
    const tag = z.string().parse(first.headers.etag);

    const again = await api.ask('GET', path, { token, headers: { 'if-none-match': `"x", W/${tag}` } });
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag: tag } });
    expect(again.headers['cache-control']).toContain('private');
    const stranger = await api.tokenOf(newPerson());
    expect((await api.ask('GET', path, { token: stranger, headers: { 'if-none-match': tag } })).status).toBe(
      404,
    );

    await tell(a, '1', 4);
    const newer = await api.ask('GET', path, { token, headers: { 'if-none-match': tag } });
    expect(newer.status).toBe(200);
    expect(newer.headers.etag).not.toBe(tag);
  });

  it('of a terminal are listed newest first, with their orders', async () => {
    const { token, a } = await newFleet();
    const orderId = await makeOrder(store.database, {
      terminalId: a,
      openedAt: '2026-01-01T00:00:00Z',
      profit: '1.5',
      strategy: 'Alpha',
    });
    await tell(a, '5', 1);
    await tell(a, orderId, 2);
    const read = async (query: string) =>
      (await api.call('GET', `/api/terminals/${a}/charts?${query}`, { token })).body;

    const first = await read('limit=1');
    const second = await read(`limit=1&cursor=${z.string().parse(first.nextCursor)}`);

    expect(first.charts).toMatchObject([
      { orderId, symbol: 'XRP', strategy: 'Alpha', profit: '1.5', currency: 'USDT', sessionProfit: '3.4' },
    ]);
    expect(second.charts).toMatchObject([{ orderId: '5', symbol: null, profit: null }]);
    expect(second).not.toHaveProperty('nextCursor');
    expect(await api.call('GET', `/api/orders/${a}/${orderId}`, { token })).toMatchObject({
      body: { hasChart: true },
    });
  });

  it('whose bytes cannot be read are none', async () => {
    const { token, a } = await newFleet();
    await rows(
      `insert into charts (terminal_id, order_id, bytes, bytes_sha256, received_at) values ($1, 9, 'xy', 'z', now())`,
      [a],
    );

    expect((await api.call('GET', `/api/orders/${a}/9/chart`, { token })).status).toBe(404);
  });
});
