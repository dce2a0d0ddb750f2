import { join } from 'node:path';
import { migrate, MigrationMissingError } from '../../core/database/migrate.ts';
import { ORDER_ROW_COLUMNS } from '../../core/fleet/order-row.ts';
import { useTestDatabase } from '../support/test-database.ts';

const directory = join(__dirname, '../../migrations');
const test = useTestDatabase('migrate');

describe('migrations', () => {
  it('run once each, also when two deploys start at the same moment', async () => {
    await test.database.query('drop schema public cascade; create schema public');

    const runs = await Promise.all([
      migrate({ url: test.url }, directory),
      migrate({ url: test.url }, directory),
    ]);

    expect(runs.map((names) => names.length).sort()).toEqual([0, expect.any(Number)]);
    expect(runs.flat().length).toBeGreaterThan(3);
  });

  it('refuse to run an older release on a newer schema', async () => {
    await test.database.query(`insert into schema_migrations (name) values ('9999_future.sql')`);

    await expect(migrate({ url: test.url }, directory)).rejects.toThrow(MigrationMissingError);
    await test.database.query(`delete from schema_migrations where name = '9999_future.sql'`);
  });

  it('give orders exactly the columns that the fold writes, with their types', async () => {
    const { rows } = await test.database.query<{ column: string; type: string }>(
      `select column_name as column, case data_type when 'timestamp with time zone' then 'timestamptz' else data_type end as type
       from information_schema.columns where table_name = 'orders' and column_name not in ('terminal_id', 'order_id', 'version', 'fold')`,
    );
    const byName = (one: { column: string }, other: { column: string }): number =>
      one.column < other.column ? -1 : 1;

    expect(rows.sort(byName)).toEqual(
      ORDER_ROW_COLUMNS.map(({ column, type }) => ({ column, type })).sort(byName),
    );
  });

  it('let the planner know the columns that queries filter by, and spare ANALYZE the sixty others in every part', async () => {
    const { rows } = await test.database.query<{ part: string; counted: string; kept: string[] }>(
      `select c.relname as part, count(*) as counted, array_agg(a.attname::text) filter (where a.attstattarget is distinct from 0) as kept
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relname ~ '^orders_\\d$' group by 1`,
    );

    expect(rows).toHaveLength(8);
    for (const { counted, kept } of rows) {
      expect(Number(counted)).toBeGreaterThan(60);
      expect(kept).toHaveLength(12);
      expect(kept).toEqual(expect.arrayContaining(['terminal_id', 'status', 'closed_at']));
    }
  });
});
