import {
  coarsestOf,
  localSpanSql,
  offsetsWithin,
  readZoneOffsets,
} from '../../core/fleet/statistics/zone-offsets.ts';
import { Parameters } from '../../core/fleet/statistics/facts-sql.ts';
import { TimeZoneUnknownError } from '../../core/fleet/statistics/statistic-range.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
const NOW = new Date('2026-04-02T10:07:00Z');
const ALL = { from: null, to: null };

beforeAll(async () => {
  store = await createTestDatabase('zone_offsets');
});
afterAll(() => store.close());

describe('the clocks of a time zone', () => {
  it('are told with each time that they were put forward or back', async () => {
    const offsets = await readZoneOffsets(store.database, 'Europe/Berlin', NOW);
    const year = { from: new Date('2025-12-31T23:00:00Z'), to: new Date('2026-12-31T23:00:00Z') };

    expect(offsetsWithin(offsets, year)).toEqual([
      { from: new Date('2025-10-26T01:00:00Z'), offsetS: 3_600 },
      { from: new Date('2026-03-29T01:00:00Z'), offsetS: 7_200 },
      { from: new Date('2026-10-25T01:00:00Z'), offsetS: 3_600 },
    ]);
  });

  it('are told where they are changed for a month only, as in Morocco', async () => {
    const offsets = await readZoneOffsets(store.database, 'Africa/Casablanca', NOW);
    const spring = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-05-01T00:00:00Z') };

    expect(offsetsWithin(offsets, spring).map(({ offsetS }) => offsetS)).toEqual([3_600, 0, 3_600]);
  });

  it('are refused for a zone that PostgreSQL does not know', async () => {
    await expect(readZoneOffsets(store.database, 'Mars/Olympus', NOW)).rejects.toThrow(TimeZoneUnknownError);
  });

  it.each([
    ['UTC', 'day'],
    ['Europe/Berlin', 'hour'],
    ['America/New_York', 'hour'],
    ['Asia/Kolkata', 'quarter'],
    ['Asia/Kathmandu', 'quarter'],
    // Half an hour in the years before.
    ['Asia/Pyongyang', 'quarter'],
    ['America/Caracas', 'quarter'],
  ])('let the days of %s be made of spans of a %s', async (timeZone, step) => {
    const offsets = await readZoneOffsets(store.database, timeZone, NOW);

    expect(coarsestOf(offsetsWithin(offsets, ALL), false)).toBe(step);
  });

  it('that have differed by whole hours for long enough are read by hours', async () => {
    const offsets = await readZoneOffsets(store.database, 'Asia/Pyongyang', NOW);
    const recent = offsetsWithin(offsets, { from: new Date('2026-01-01T00:00:00Z'), to: null });

    expect(coarsestOf(recent, false)).toBe('hour');
  });

  it.each([
    'Europe/Berlin',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/St_Johns',
    'Africa/Casablanca',
    'Asia/Pyongyang',
  ])(
    'of %s number hours and days as PostgreSQL’s own calendar does, through every change',
    async (timeZone) => {
      const parameters = new Parameters();
      const offsets = await readZoneOffsets(store.database, timeZone, NOW);
      const zone = parameters.add(timeZone);
      const [hour, day] = (['hour', 'day'] as const).map((step) =>
        localSpanSql('at', step, offsets, parameters),
      );
      const { rows } = await store.database.query(
        `select at from generate_series('2012-01-01'::timestamptz, '2026-12-31', '45 minutes') as at
         where timestamp 'epoch' + ${hour} * interval '1 hour' <> date_trunc('hour', at at time zone ${zone})
           or timestamp 'epoch' + ${day} * interval '1 day' <> date_trunc('day', at at time zone ${zone}) limit 3`,
        parameters.values,
      );

      expect(rows).toEqual([]);
    },
  );
});
