import { Client } from 'pg';
import { type Databases, openDatabases } from '../../core/database/databases.ts';
import { type Database, openPool } from '../../core/database/pool.ts';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  readonly rows: (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;
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
  return {
    url,
    database,
    rows: async (text, values = []) =>
      (await database.query<Record<string, unknown>>(text, [...values])).rows,
    close: () => database.end(),
  };
}

/** The same, made before the tests of the file that calls this, and closed after them. */
export function useTestDatabase(name: string): Omit<TestDatabase, 'close'> {
  let made: TestDatabase;
  beforeAll(async () => {
    made = await createTestDatabase(name);
  });
  afterAll(() => made.close());
  return {
    get url() {
      return made.url;
    },
    get database() {
      return made.database;
    },
    rows: (...query) => made.rows(...query),
  };
}

/** Writer and reader, as programs open them; here both are the one database. */
export function openTestDatabases(url: string, maxConnections = 4): Databases {
  return openDatabases({
    writer: { url },
    reader: { url },
    applicationName: 'test',
    maxConnections,
    onIdleError: () => undefined,
    now: () => performance.now(),
  });
}
