import { z } from 'zod';
import { makeTerminals } from '../support/command-fleet.ts';
import { makeFleet, makeOrder } from '../support/fleet-rows.ts';
import { ingestRow, storeRow, systemRow } from '../support/measured.ts';
import { useMetricsApi } from '../support/metrics-api.ts';

const { api, store, write, writeTenMinutes, get, ago } = useMetricsApi('api_capacity');

describe('the capacity', () => {
  it('is what the busy time of the narrowest stage allows, by what a terminal says, with its sample', async () => {
    await writeTenMinutes();

    const { body } = await get('/api/metrics/capacity');

    // 0.7 ms a record at the largest invocation (measured.ts). The database has one core, of which other work takes what is not storing.
    const storing = 4_560;
    const otherCores = (60_000 - storing) / 560_000;
    const rate = (1 - otherCores) / 0.0007;
    expect(body).toMatchObject({
      bottleneck: 'database',
      workers: 2,
      messages_per_worker_per_sec: 10_000,
      avg_processing_time_ms: 0.1,
      messages_per_server_per_sec: { median: 0.4, p95: 0.4 },
      online_servers: 20,
      batch_pending: 8,
      can_handle_3000_servers: true,
      recommendations: [],
      sample: {
        messages: 4_800,
        seconds: 600,
        confidence: 'low',
        store_invocations: 420,
        largest_store_invocation: 40,
      },
    });
    const { max_servers_estimate: max, total_capacity_per_sec: total } = z
      .looseObject({ max_servers_estimate: z.number(), total_capacity_per_sec: z.number() })
      .parse(body);
    expect(Math.abs(total / rate - 1)).toBeLessThan(0.02);
    expect(Math.abs(max - total / 0.4)).toBeLessThanOrEqual(1);
  });

  it('follows what storing costs: ten times as slow is a tenth of the terminals', async () => {
    await writeTenMinutes();
    const before = await maxServers();
    await store.database.query('truncate measurements');
    for (let seconds = 5; seconds < 600; seconds += 10) {
      await write('ingest', ingestRow(), seconds, 'task');
      const { busyMs, sumRecordsMs } = storeRow();
      await write(
        'store',
        storeRow({ busyMs: busyMs * 10, sumRecordsMs: sumRecordsMs * 10 }),
        seconds,
        'container',
      );
    }
    await write('system', systemRow({ vcpu: 1 }), 30);

    const after = await maxServers();

    expect(after / before).toBeGreaterThan(0.09);
    expect(after / before).toBeLessThan(0.13);
  });

  it('is critical when the queue is, and says so', async () => {
    await writeTenMinutes();
    const full = ingestRow();
    await write(
      'ingest',
      { ...full, queue: { ...full.queue, highWaterPercent: 85 }, lost: 9, dropped: { kernel: 9 } },
      1,
      'task',
    );

    expect((await get('/api/metrics/udp')).body).toMatchObject({
      load_level: 'critical',
      queue_utilization_percent: 85,
      alerts: [expect.stringContaining('9 good datagrams'), expect.stringContaining('85 %')],
    });
    expect((await get('/api/metrics/capacity')).body).toMatchObject({
      advice: [
        expect.objectContaining({ code: 'kernel-drops', setting: 'ingestReceivers' }),
        expect.objectContaining({ code: 'queue-full', setting: 'ingestVcpu' }),
      ],
    });
  });

  async function maxServers(): Promise<number> {
    const { body } = await get('/api/metrics/capacity');
    return z.looseObject({ max_servers_estimate: z.number() }).parse(body).max_servers_estimate;
  }
});

describe('the load of terminals', () => {
  it('is of one’s own, and of all for administrators', async () => {
    const owner = 900;
    const fleetId = await makeFleet(store.database, owner);
    const [first = 0, second = 0, third = 0] = await makeTerminals(store.database, fleetId, 3, 'load');
    await makeTerminals(store.database, await makeFleet(store.database, 901), 2, 'other');
    await store.database.query('update terminals set enabled = false where id = $1', [third]);
    await store.database.query(
      `insert into balances (terminal_id, received_at, is_running) values ($1, $3, true), ($2, $3, true)`,
      [first, second, api.now],
    );
    await makeOrder(store.database, { terminalId: first, openedAt: ago(60).toISOString() });
    await makeOrder(store.database, { terminalId: first, openedAt: ago(7_200).toISOString() });
    await store.database.query(
      `insert into datagram_log (received_at, terminal_id, kind, payload) values ($2, $1, 'order', 'x'), ($2, $1, 'acc', 'x'), ($3, $1, 'sql', 'x')`,
      [first, ago(60), ago(4_000)],
    );
    await write('ingest', ingestRow(), 5, 'task');

    const own = await api.call('GET', '/api/metrics/servers-load', { token: await api.tokenOf(owner) });
    const all = await get('/api/metrics/servers-load');

    expect(own.body).toMatchObject({
      total_servers: 3,
      active_servers: 2,
      listening_servers: 2,
      online_servers: 2,
      recent_orders_1h: 1,
      recent_sql_logs_1h: 1,
      load_factor: 100,
    });
    const { total_servers: total } = z.looseObject({ total_servers: z.number() }).parse(all.body);
    expect(total).toBeGreaterThanOrEqual(5);
    // What the tasks counted: 15 orders and 5 of SQL.
    expect(all.body).toMatchObject({ recent_sql_logs_1h: 20 });
  });

  it('is zero of what nobody listens to', async () => {
    expect((await get('/api/metrics/servers-load')).body).toMatchObject({
      listening_servers: 0,
      load_factor: 0,
    });
  });
});
