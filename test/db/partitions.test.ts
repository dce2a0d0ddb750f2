import { maintainPartitions } from '../../core/database/partitions.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase('partitions');
});
afterAll(() => test.close());

const partitionsOf = async (parent: string): Promise<string[]> =>
  (
    await test.database.query<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = $1::regclass order by 1`,
      [parent],
    )
  ).rows.map((row) => row.name);

describe('maintaining partitions', () => {
  it('makes partitions ahead, moves late rows into them and drops what is past its retention', async () => {
    const now = new Date('2030-06-15T12:00:00Z');
    await test.database.query(
      `insert into datagram_log (received_at, terminal_id, kind, payload) values ('2030-06-20T01:00:00Z', 1, 'acc', '{}')`,
    );
    expect((await test.database.query('select 1 from datagram_log_default')).rowCount).toBe(1);

    const { made } = await maintainPartitions(test.database, {
      now,
      datagramLogRetentionDays: 2,
      apiErrorRetentionDays: 184,
    });

    expect(made).toBeGreaterThan(10);
    expect(await partitionsOf('datagram_log')).toEqual(
      expect.arrayContaining(['datagram_log_20300614', 'datagram_log_20300615', 'datagram_log_20300622']),
    );
    expect((await test.database.query('select 1 from datagram_log_20300620')).rowCount).toBe(1);
    expect((await test.database.query('select 1 from datagram_log_default')).rowCount).toBe(0);

    const later = await maintainPartitions(test.database, {
      now: new Date('2030-06-18T12:00:00Z'),
      datagramLogRetentionDays: 2,
      apiErrorRetentionDays: 184,
    });
    expect(later.dropped).toBeGreaterThan(0);
    expect(await partitionsOf('datagram_log')).not.toContain('datagram_log_20300614');
  });

  it('changes nothing when it runs again in the same hour', async () => {
    const maintenance = {
      now: new Date('2031-01-01T00:00:00Z'),
      datagramLogRetentionDays: 30,
      apiErrorRetentionDays: 184,
    };
    await maintainPartitions(test.database, maintenance);

    expect(await maintainPartitions(test.database, maintenance)).toEqual({ made: 0, dropped: 0 });
  });
});
