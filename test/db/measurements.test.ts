import { measureDatabase, MEASURED_TABLES, measureTables } from '../../core/measurements/measure-database.ts';
import { measureSystem } from '../../core/measurements/measure-system.ts';
import { readHistory } from '../../core/measurements/read-history.ts';
import { readMeasurements, readNewest } from '../../core/measurements/read-measurements.ts';
import { findSeries, type Series } from '../../core/measurements/series.ts';
import { systemData } from '../../core/measurements/sources.ts';
import { writeMeasurement } from '../../core/measurements/write-measurement.ts';
import { openPool } from '../../core/database/pool.ts';
import { ingestRow, storeRow, systemRow } from '../support/measured.ts';
import { useTestDatabase } from '../support/test-database.ts';

const store = useTestDatabase('measurements');
const NOW = new Date('2026-11-21T12:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);

beforeEach(() => store.database.query('truncate measurements'));

async function write(seconds: number, instance: string, data = ingestRow()): Promise<void> {
  await writeMeasurement(store.database, { source: 'ingest', instance, measuredAt: ago(seconds), data });
}

function seriesNamed(name: string): Series {
  const series = findSeries(name);
  if (series === undefined) throw new Error(`no series ${name}`);
  return series;
}

describe('a measurement', () => {
  it('is read as it was written, the newest of each run of a program or all of a time', async () => {
    await write(100, 'a');
    await write(20, 'a', ingestRow({ messages: 5 }));
    await write(30, 'b');
    await writeMeasurement(store.database, {
      source: 'store',
      instance: 'c',
      measuredAt: NOW,
      data: storeRow(),
    });

    const newest = await readNewest(store.database, 'ingest', ago(60));
    const all = await readMeasurements(store.database, 'ingest', ago(120));

    expect(newest.map(({ instance, data }) => [instance, data.messages])).toEqual([
      ['a', 5],
      ['b', 80],
    ]);
    expect(all.map(({ measuredAt }) => measuredAt)).toEqual([ago(100), ago(30), ago(20)]);
    expect(all[0]?.data).toEqual(ingestRow());
  });

  it('that is in no known shape is left out, and hurts nobody', async () => {
    await write(10, 'a');
    await store.database.query(
      `insert into measurements values ($1, 'ingest', 'b', '{"received": "many"}'), ($1, 'ingest', 'c', '[]')`,
      [ago(5)],
    );

    const rows = await readMeasurements(store.database, 'ingest', ago(60));

    expect(rows.map(({ instance }) => instance)).toEqual(['a']);
  });

  it('that cannot be written is dropped without an error', async () => {
    const away = openPool({
      endpoint: { url: 'postgres://nobody@127.0.0.1:1/none' },
      maxConnections: 1,
      applicationName: 'test',
      onIdleError: () => undefined,
    });

    const measurement = { source: 'store', instance: 'c', measuredAt: NOW, data: storeRow() } as const;
    expect(await writeMeasurement(away, measurement)).toBe(false);
    await away.end();
  });

  it('goes after a week with its day', async () => {
    const { rows } = await store.database.query(
      `select retention_days from partition_policies where parent = 'measurements'`,
    );

    expect(rows).toEqual([{ retention_days: 7 }]);
  });
});

describe('a history', () => {
  it('of a rate is counts by the time in which they were counted, tasks added up', async () => {
    for (const instance of ['a', 'b']) {
      await write(15, instance, ingestRow({ received: 100 }));
      await write(5, instance, ingestRow({ received: 300 }));
    }

    const { points, stepSeconds } = await readHistory(
      store.database,
      seriesNamed('ingest.received'),
      ago(3_600 * 5),
      NOW,
    );

    expect(stepSeconds).toBe(40);
    expect(points).toEqual([{ at: ago(40), value: 40 }]);
  });

  it('of a level is its mean, and of a highest the highest', async () => {
    const queue = ingestRow().queue;
    await write(15, 'a', ingestRow({ queue: { ...queue, highWaterPercent: 10, datagrams: 10 } }));
    await write(11, 'a', ingestRow({ queue: { ...queue, highWaterPercent: 70, datagrams: 20 } }));
    await write(11, 'b', ingestRow({ queue: { ...queue, highWaterPercent: 1, datagrams: 5 } }));
    const last = (name: string) =>
      readHistory(store.database, seriesNamed(name), ago(20), NOW).then(({ points }) => points.at(-1)?.value);

    expect(await last('ingest.queuePercent')).toBe(70);
    expect(await last('ingest.queueDatagrams')).toBe(20);
  });

  it('has no point where a figure is null or nothing was written, and never more than 500', async () => {
    const system = (seconds: number, replicaLagMs: number | null) =>
      writeMeasurement(store.database, {
        source: 'system',
        instance: 'system',
        measuredAt: ago(seconds),
        data: systemRow({ replicaLagMs }),
      });
    await system(60, null);
    await system(30, 40);
    await store.database.query(
      `insert into measurements select $1::timestamptz - n * interval '1 minute', 'store', 'c', $2 from generate_series(0, 9999) n`,
      [NOW, JSON.stringify(storeRow())],
    );

    const lag = await readHistory(store.database, seriesNamed('system.replicaLagMs'), ago(100), NOW);
    const week = await readHistory(store.database, seriesNamed('store.recordMs'), ago(7 * 86_400), NOW);

    expect(lag.points.map(({ value }) => value)).toEqual([40]);
    expect(week.points.length).toBeGreaterThan(480);
    expect(week.points.length).toBeLessThanOrEqual(500);
    expect(week.points[3]?.value).toBeCloseTo(storeRow().busyMs / 80);
  });
});

describe('what no program knows of itself', () => {
  it('is asked of the database and of the queues', async () => {
    await store.database.query(
      `insert into outbox (bot, chat_id, key, method, payload, not_before)
       values ('fleet', 1, 'due', 'sendMessage', '{}', $1), ('fleet', 1, 'later', 'sendMessage', '{}', $2)`,
      [ago(90), new Date(NOW.getTime() + 60_000)],
    );

    const data = await measureSystem({
      writer: store.database,
      queues: {
        readDepths: () =>
          Promise.resolve([
            { name: 'records', waiting: 4, inFlight: 1, deadLetters: null, canRedrive: true },
          ]),
      },
      readReplicaLagMs: () => Promise.resolve(undefined),
      databaseVcpu: 2,
      now: NOW,
    });

    expect(systemData.parse(data)).toMatchObject({
      database: { vcpu: 2, replicaLagMs: null, maxConnections: expect.any(Number) },
      queues: { records: { waiting: 4, inFlight: 1, deadLetters: null } },
      outbox: { due: 1, oldestDueSeconds: 90 },
    });
    expect(Object.keys(data.tables).toSorted()).toEqual([...MEASURED_TABLES].toSorted());
  });

  it('counts sessions that hold a transaction open, and how long', async () => {
    const session = await store.database.connect();
    await session.query('begin');
    await session.query('select 1');

    const activity = await measureDatabase(store.database);
    await session.query('rollback');
    session.release();

    expect(activity.idleInTransaction).toBeGreaterThanOrEqual(1);
    expect(activity.connections).toBeGreaterThanOrEqual(activity.idleInTransaction);
    expect(activity.sizeBytes).toBeGreaterThan(1_000_000);
  });

  it('adds the parts of a table up', async () => {
    await store.database.query(
      `insert into datagram_log select $1::timestamptz - n * interval '1 day', 1, 'acc', repeat('x', 2000) from generate_series(0, 1) n`,
      [NOW],
    );

    const log = (await measureTables(store.database)).find(({ table }) => table === 'datagram_log');

    expect(log?.bytes).toBeGreaterThan(16_000);
  });
});
