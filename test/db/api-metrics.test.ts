import { z } from 'zod';
import { makeTerminals } from '../support/command-fleet.ts';
import { makeFleet, makeOrder } from '../support/fleet-rows.ts';
import { useMetricsApi } from '../support/metrics-api.ts';

const { api, store, cache, writeTenMinutes, get, administratorsToken } = useMetricsApi('api_metrics');

const PATHS = ['system', 'database', 'websocket', 'udp', 'redis', 'capacity', 'all'];

describe('metrics', () => {
  it('are for administrators, except the load of one’s own terminals', async () => {
    const stranger = await api.tokenOf(77);

    for (const path of [...PATHS, 'series', 'history?metric=ingest.received'])
      expect([path, (await api.call('GET', `/api/metrics/${path}`, { token: stranger })).status]).toEqual([
        path,
        403,
      ]);
    expect((await api.call('GET', '/api/metrics/udp')).status).toBe(401);
    expect((await api.call('GET', '/api/metrics/servers-load', { token: stranger })).status).toBe(200);
  });

  it('are nulls with the reason and no error while nothing measures', async () => {
    cache.probe = { state: 'away', latencyMs: null };
    for (const path of PATHS) expect([path, (await get(`/api/metrics/${path}`)).status]).toEqual([path, 200]);

    expect((await get('/api/metrics/system')).body).toMatchObject({
      cpu: { percent: null, count: 0 },
      memory: { total_gb: null, available_gb: null, percent: null },
      alerts: [expect.stringContaining('No ingest task')],
    });
    expect((await get('/api/metrics/redis')).body).toMatchObject({
      connected: false,
      using_fallback: true,
      alerts: [expect.stringContaining('does not answer')],
    });
    expect((await get('/api/metrics/capacity')).body).toMatchObject({
      max_servers_estimate: null,
      headroom_percent: null,
      can_handle_3000_servers: null,
      sample: { confidence: 'none', messages: 0 },
      recommendations: [expect.stringContaining('let terminals talk')],
    });
    expect(api.errors).toEqual([]);
  });

  it('have the field names of MoonBot Commander', async () => {
    await writeTenMinutes();
    const { body: all } = await get('/api/metrics/all');
    const { body: capacity } = await get('/api/metrics/capacity');

    expect(Object.keys(all)).toEqual(['system', 'database', 'websocket', 'udp', 'redis', 'timestamp']);
    expect(all).toMatchObject({
      system: {
        cpu: { percent: 25, count: 2 },
        memory: { total_gb: 4, available_gb: 1, percent: 75 },
        disk: { total_gb: 100, free_gb: 60, percent: 40 },
        process: { memory_mb: 150, threads: 15, open_files: 40 },
        uptime_seconds: 3_600,
      },
      database: {
        type: 'postgresql',
        pool: {
          pool_size: expect.any(Number),
          checked_in: expect.any(Number),
          checked_out: expect.any(Number),
          overflow: 0,
          invalid: 0,
        },
        tables: {
          servers: expect.any(Number),
          moonbot_orders: expect.any(Number),
          sql_command_log: expect.any(Number),
          server_balance: 0,
          moonbot_api_errors: 0,
          strategy_cache: 0,
        },
      },
      websocket: {
        total_connections: 3,
        total_users: 2,
        total_messages_sent: 100,
        total_bytes_sent: 20_000,
        batch_enabled: true,
        compression_enabled: false,
        pending_batches: 1,
      },
      udp: {
        active_listeners: 20,
        global_socket: {
          running: true,
          port: 2500,
          total_packets: 30_000,
          packets_per_second: 8.2,
          registered_listeners: 20,
          last_error: null,
          use_worker_pool: true,
          worker_pool: expect.objectContaining({ workers: 2 }),
        },
        worker_pool: {
          messages_received: 30_000,
          messages_processed: 29_000,
          messages_dropped: 0,
          processing_errors: 1_000,
          queue_high_watermark: 2_000,
          avg_processing_time_ms: 0.1,
          pending: 3,
          queue_size: 50_000,
          workers: 2,
          running: true,
        },
        batch_processor: {
          total_items: 4_800,
          total_batches: 720,
          total_inserts: 3_600,
          total_updates: 1_200,
          total_errors: 0,
          avg_batch_size: 6.67,
          avg_flush_time_ms: 10.86,
          pending: 8,
        },
        load_level: 'normal',
        queue_utilization_percent: 4,
        packets_per_second: 8.2,
        alerts: [],
      },
      redis: { connected: true, using_fallback: false, default_ttl: 600 },
    });
    expect(Object.keys(capacity)).toEqual(
      expect.arrayContaining([
        'current_servers',
        'max_servers_estimate',
        'headroom_servers',
        'headroom_percent',
        'current_utilization_percent',
        'workers',
        'messages_per_worker_per_sec',
        'total_capacity_per_sec',
        'avg_processing_time_ms',
        'queue_utilization_percent',
        'batch_pending',
        'recommendations',
        'can_handle_3000_servers',
      ]),
    );
  });

  it('count rows of the database as they are', async () => {
    const fleetId = await makeFleet(store.database, 500);
    const [terminalId = 0] = await makeTerminals(store.database, fleetId, 3, 'counted');
    await makeOrder(store.database, { terminalId, openedAt: '2026-01-01T00:00:00Z' });
    const count = async (table: string): Promise<number> =>
      Number(
        (await store.database.query<{ n: string }>(`select count(*)::text as n from ${table}`)).rows[0]?.n,
      );

    const { body } = await get('/api/metrics/database');

    expect(body).toMatchObject({
      tables: { servers: await count('terminals'), moonbot_orders: await count('orders') },
      alerts: [],
    });
  });
});

describe('history', () => {
  it('is asked for by name, several at once', async () => {
    await writeTenMinutes();
    const listed = z
      .object({ series: z.array(z.object({ name: z.string(), source: z.string(), unit: z.string() })) })
      .parse((await get('/api/metrics/series')).body);
    expect(listed.series).toContainEqual({ name: 'store.lagMs', source: 'store', unit: 'ms' });

    const { body } = await get('/api/metrics/history?metric=ingest.received,system.queueDeadLetters.updates');

    expect(body).toMatchObject({
      to: api.now.toISOString(),
      series: [
        { metric: 'ingest.received', unit: 'perSecond', stepSeconds: 10 },
        {
          metric: 'system.queueDeadLetters.updates',
          unit: 'count',
          points: [
            { at: expect.any(String), value: 2 },
            { at: expect.any(String), value: 2 },
          ],
        },
      ],
    });
  });

  it.each([
    ['a name that is none', 'metric=ingest.nothing', 404],
    ['a time of a year', 'metric=ingest.received&from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 400],
    [
      'an end before its beginning',
      'metric=ingest.received&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      400,
    ],
    ['too many at once', `metric=${Array.from({ length: 41 }, (_, n) => `m${n}`).join(',')}`, 400],
    ['a name with SQL in it', `metric=${encodeURIComponent("x'; drop table measurements --")}`, 404],
  ])('refuses %s', async (_, query, status) => {
    expect((await get(`/api/metrics/history?${query}`)).status).toBe(status);
  });
});

describe('what Prometheus reads', () => {
  it('is the newest measurements, for administrators', async () => {
    await writeTenMinutes();
    expect((await api.ask('GET', '/metrics')).status).toBe(401);

    const { status, headers, text } = await api.ask('GET', '/metrics', { token: administratorsToken() });

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain(
      '# HELP telefleet_ingest_datagrams_received_total Datagrams that the sockets gave',
    );
    expect(text).toContain('# TYPE telefleet_ingest_datagrams_received_total counter');
    expect(text).toContain('telefleet_ingest_datagrams_received_total{task="task"} 30000');
    expect(text).toContain('telefleet_queue_messages{queue="records",state="waiting"} 7');
    expect(text).toContain('telefleet_store_records_per_second 8');
    expect(text).toContain('telefleet_cache_up 1');
    expect(text).toMatch(/^telefleet_capacity_terminals \d+$/m);
  });

  it('leaves out what is not known, and says nothing of it', async () => {
    cache.probe = { state: 'none', latencyMs: null };

    const { text } = await api.ask('GET', '/metrics', { token: administratorsToken() });

    expect(text).toContain('telefleet_cache_up 0');
    expect(text).not.toMatch(/^telefleet_(capacity_terminals|database_size_bytes|cache_latency_seconds) /m);
    expect(text).not.toMatch(/^telefleet_database_commits_total/m);
  });
});
