import { Client } from 'pg';
import { type Database, openPool } from '../../core/database/pool.ts';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  close(): Promise<void>;
}

/** A database of the test file's own, cloned from the migrated template. */
export async function createTestDatabase(name: string): Promise<TestDatabase> {
  const serverUrl = process.env.TEST_DATABASE_SERVER_URL;
  if (serverUrl === undefined) throw new Error('db tests need the global setup of jest.config.mjs');
  const maintenance = new Client({ connectionString: serverUrl.replace(/\/telefleet$/, '/postgres') });
  await maintenance.connect();
  await maintenance.query(`drop database if exists ${name}`);
  await maintenance.query(`create database ${name} with template telefleet`);
  await maintenance.end();
  const url = serverUrl.replace(/\/telefleet$/, `/${name}`);
  const database = openPool({
    endpoint: { url },
    maxConnections: 4,
    applicationName: 'test',
    statementTimeoutMs: 30_000,
    onIdleError: () => undefined,
  });
  return { url, database, close: () => database.end() };
}
