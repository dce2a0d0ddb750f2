import { makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { useTestApi } from '../support/test-api.ts';
import { makeTwoTerminals } from '../support/two-terminals.ts';

const given = useTestApi('api_balances');
const { api, store, rows, newPerson } = given;
const newFleet = () => makeTwoTerminals(given);

describe('balances', () => {
  const tell = (terminalId: number, minute: string, available: string, total: string) =>
    rows('insert into balance_history (terminal_id, minute, available, total) values ($1, $2, $3, $4)', [
      terminalId,
      minute,
      available,
      total,
    ]);

  it('are summed by currency and state of the terminals', async () => {
    const { token, a, b, fleetId } = await newFleet();
    const c = await makeTerminal(store.database, fleetId, 'C');
    for (const [id, total] of [
      [a, '100.00000001'],
      [b, '200'],
    ] as const)
      await rows(
        'insert into balances (terminal_id, received_at, available, total, is_running) values ($1, $2, 10, $3, true)',
        [id, api.now, total],
      );
    await makeOrder(store.database, { terminalId: a, openedAt: '2026-01-01T00:00:00Z', currency: 'USDT' });
    await makeOrder(store.database, { terminalId: b, openedAt: '2026-01-01T00:00:00Z', currency: 'USDT' });

    expect((await api.call('GET', '/api/balances', { token })).body.totals).toEqual([
      {
        currency: 'USDT',
        state: 'online',
        terminals: 2,
        told: 2,
        available: '20',
        total: '300.00000001',
      },
      { currency: null, state: 'never', terminals: 1, told: 0, available: '0', total: '0' },
    ]);
    await rows('update terminals set removed_at = now() where id = any($1)', [[b, c]]);
    expect((await api.call('GET', '/api/balances', { token })).body.totals).toMatchObject([
      { terminals: 1, total: '100.00000001' },
    ]);
  });

  it('are a curve in which a terminal that falls silent keeps its last one', async () => {
    const { token, a, b, fleetId } = await newFleet();
    await tell(a, '2026-03-09T20:00:00Z', '1', '10');
    await tell(a, '2026-03-10T00:10:00Z', '2', '11');
    await tell(a, '2026-03-10T00:50:00Z', '3', '12');
    await tell(b, '2026-03-10T01:30:00Z', '5', '100.5');
    await tell(a, '2026-03-10T02:00:00Z', '4', '9');
    const other = await newFleet();
    await tell(other.a, '2026-03-10T01:00:00Z', '1000', '1000');
    const query = 'from=2026-03-10T00:00:00Z&to=2026-03-10T03:30:00Z&step=3600';

    const { body } = await api.call('GET', `/api/balances/history?fleetId=${fleetId}&${query}`, { token });

    expect(body).toEqual({
      from: '2026-03-10T00:00:00.000Z',
      to: '2026-03-10T03:30:00.000Z',
      stepSeconds: 3_600,
      curves: [
        {
          currency: null,
          points: [
            { at: '2026-03-10T01:00:00.000Z', available: '3', total: '12', terminals: 1 },
            { at: '2026-03-10T02:00:00.000Z', available: '8', total: '112.5', terminals: 2 },
            { at: '2026-03-10T03:00:00.000Z', available: '9', total: '109.5', terminals: 2 },
          ],
        },
      ],
    });
    // What was told before holds.
    const later = 'from=2026-03-11T00:00:00Z&to=2026-03-11T02:00:00Z&step=3600';
    expect(
      (await api.call('GET', `/api/balances/history?terminalId=${a}&${later}`, { token })).body.curves,
    ).toEqual([
      {
        currency: null,
        points: [{ at: '2026-03-11T01:00:00.000Z', available: '4', total: '9', terminals: 1 }],
      },
    ]);
  });

  it('never have more points than a chart shows, whatever step is asked for', async () => {
    const { token, a } = await newFleet();
    api.now = new Date('2026-03-10T00:00:00Z');
    const fresh = await api.tokenOf(newPerson());
    const { body } = await api.call(
      'GET',
      `/api/balances/history?from=2024-01-01T00:00:00Z&step=60&to=2026-03-01T00:00:00Z`,
      { token: fresh },
    );

    expect(body).toMatchObject({ stepSeconds: 43_200, curves: [] });
    const wrong = `/api/balances/history?terminalId=${a}&from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z`;
    expect((await api.call('GET', wrong, { token })).status).toBe(400);
    expect((await api.call('GET', `/api/balances/history?terminalId=${a}`, { token: fresh })).status).toBe(
      404,
    );
  });
});
