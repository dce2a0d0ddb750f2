import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Databases, type Freshness, openDatabases } from '../../core/database/databases.ts';
import type { Database } from '../../core/database/pool.ts';
import { type PostgresServer, startPostgres } from '../../local/postgres/server.ts';
import { SMALL_SETTINGS } from '../../local/postgres/settings.ts';
import { startStandby } from '../../local/postgres/standby.ts';
import { until } from '../support/until.ts';

/** A primary and its standby, as `npm start` has them. */
let directory: string;
let primary: PostgresServer;
let standby: PostgresServer;
let nowMs: number;
const opened: Databases[] = [];

const options = (name: string) => ({
  dataDir: join(directory, name),
  settings: {
    ...SMALL_SETTINGS,
    wal_level: 'replica',
    max_wal_senders: '4',
    wal_keep_size: '64MB',
    hot_standby: 'on',
  },
  rootDir: join(__dirname, '../..'),
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-databases-'));
  primary = await startPostgres(options('primary'));
  // The standby gets it with the copy: only there does the owner of the server log in.
  await appendFile(join(directory, 'primary', 'pg_hba.conf'), 'host all postgres 127.0.0.1/32 trust\n');
  standby = await startStandby(primary, options('standby'));
  await ask(primary, 'create table notes (text text not null)');
}, 120_000);
afterAll(async () => {
  await Promise.all(opened.map((databases) => databases.end()));
  await standby.stop();
  await primary.stop();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => {
  nowMs = 0;
});

async function ask({ databaseUrl }: PostgresServer, sql: string, user = 'telefleet'): Promise<void> {
  const client = new Client({ connectionString: databaseUrl.replace('telefleet@', `${user}@`) });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function open(reader = standby.databaseUrl): Databases {
  const databases = openDatabases({
    writer: { url: primary.databaseUrl },
    reader: { url: reader },
    applicationName: 'test',
    maxConnections: 2,
    onIdleError: () => undefined,
    now: () => nowMs,
  });
  opened.push(databases);
  return databases;
}

const whichServer = async (database: Database): Promise<'writer' | 'reader'> => {
  const { rows } = await database.query<{ follows: boolean }>('select pg_is_in_recovery() as follows');
  return rows[0]?.follows === true ? 'reader' : 'writer';
};
const readFrom = (databases: Databases, freshness: Freshness) => databases.read(freshness, whichServer);

describe('openDatabases', () => {
  it('reads what may be a moment old from the reader, and what must show own writes from the writer', async () => {
    const databases = open();
    expect(await readFrom(databases, 'recent')).toBe('reader');
    expect(await readFrom(databases, 'own-writes')).toBe('writer');
    expect(await whichServer(databases.write)).toBe('writer');
    expect(databases.replicaLagMs).toBe(0);
  });

  it('passes by a reader that is more than five seconds behind, and comes back to it', async () => {
    const databases = open();
    await until('the standby has everything', 10_000, async () => {
      nowMs += 5_000;
      return (await readFrom(databases, 'recent')) === 'reader' && databases.replicaLagMs === 0;
    });
    await ask(standby, 'select pg_wal_replay_pause()', 'postgres');
    await ask(primary, `insert into notes values ('not seen yet')`);
    await until('it is behind', 20_000, async () => {
      nowMs += 5_000;
      return (await readFrom(databases, 'recent')) === 'writer';
    });
    expect(databases.replicaLagMs).toBeGreaterThan(5_000);

    await ask(standby, 'select pg_wal_replay_resume()', 'postgres');
    await until('it has caught up', 10_000, async () => {
      nowMs += 5_000;
      return (await readFrom(databases, 'recent')) === 'reader';
    });
    expect(databases.replicaLagMs).toBeLessThan(5_000);
  }, 60_000);

  it('asks the writer what the reader could not answer, and leaves the reader alone for five seconds', async () => {
    const databases = open();
    let calls = 0;
    const answer = await databases.read('recent', async (database) => {
      calls += 1;
      // The reader restarts in the middle of a query.
      if (calls === 1) await database.query('select pg_terminate_backend(pg_backend_pid())');
      return whichServer(database);
    });

    expect(answer).toBe('writer');
    expect(calls).toBe(2);
    expect(await readFrom(databases, 'recent')).toBe('writer');
    nowMs = 5_000;
    expect(await readFrom(databases, 'recent')).toBe('reader');
  });

  it('reads from the writer while there is no reader at its address', async () => {
    const databases = open('postgresql://telefleet@127.0.0.1:1/telefleet');
    expect(await readFrom(databases, 'recent')).toBe('writer');
    expect(databases.replicaLagMs).toBeUndefined();
  });

  it('tells what is wrong with a query and does not ask it a second time', async () => {
    let calls = 0;
    const failing = open().read('recent', (database) => {
      calls += 1;
      return database.query('select * from no_such_table');
    });
    await expect(failing).rejects.toThrow('no_such_table');
    expect(calls).toBe(1);
  });

  it("has the guides' limits of a session", async () => {
    const { rows } = await open().write.query(
      `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
              current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    expect(rows).toEqual([{ statement: '30s', lock: '10s', idle: '1min' }]);
  });
});
