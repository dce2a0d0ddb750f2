import { measureSystem } from '../../core/measurements/measure-system.ts';
import { makeSystemReporter } from '../../core/measurements/report-system.ts';
import { systemData, type SystemData } from '../../core/measurements/sources.ts';
import { systemRow } from '../support/measured.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
const NOW = new Date('2026-11-21T12:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);

beforeAll(async () => {
  store = await createTestDatabase('statistics_lag');
});
beforeEach(() => store.database.query('truncate measurements, closed_order_marks'));
afterAll(() => store.close());

async function measure(): Promise<SystemData['statistics']> {
  const { statistics } = await measureSystem({
    writer: store.database,
    queues: { readDepths: () => Promise.resolve([]) },
    readReplicaLagMs: () => Promise.resolve(undefined),
    databaseVcpu: undefined,
    now: NOW,
  });
  return statistics;
}

async function refreshedAt(at: Date | null): Promise<void> {
  await store.database.query('update statistic_state set refreshed_at = $1', [at]);
}

describe('how late the statistics are', () => {
  it('is the age of what is counted, with the number of orders that wait', async () => {
    await refreshedAt(ago(400));
    await store.database.query(
      'insert into closed_order_marks (terminal_id, order_id) values (1, 1), (1, 2), (2, 1)',
    );

    expect(await measure()).toEqual({ lagSeconds: 400, marks: 3 });
  });

  it('grows also when nothing was ever counted, from the first look on', async () => {
    await refreshedAt(null);
    expect(await measure()).toEqual({ lagSeconds: 0, marks: 0 });

    await store.database.query(`insert into measurements values ($1, 'system', 'system', '{}')`, [ago(600)]);
    expect(await measure()).toEqual({ lagSeconds: 600, marks: 0 });
  });

  it('is never below zero when the clocks of the programs differ', async () => {
    await refreshedAt(ago(-5));

    expect(await measure()).toMatchObject({ lagSeconds: 0 });
  });

  it('is not known of a row of an older release, which stays readable', () => {
    const { statistics, ...older } = systemRow();

    expect(systemData.parse({ ...older, statistics }).statistics).toEqual(statistics);
    expect(systemData.parse(older).statistics).toEqual({ lagSeconds: null, marks: null });
  });
});

describe('the metric of the alarm statistics-late', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => jest.restoreAllMocks());

  it('is told with the stage as its only dimension', () => {
    makeSystemReporter('small')(systemRow());

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      Stage: 'small',
      StatisticsLagSeconds: 6,
      _aws: { CloudWatchMetrics: [{ Namespace: 'Telefleet', Dimensions: [['Stage']] }] },
    });
  });

  it('is not told when it is not known: silence is no lag', () => {
    makeSystemReporter('small')({ ...systemRow(), statistics: { lagSeconds: null, marks: null } });

    expect(lines).toEqual([]);
  });
});
