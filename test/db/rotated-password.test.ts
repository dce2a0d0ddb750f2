import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ChangingPassword } from '../../core/database/endpoint.ts';
import { type Database, inTransaction, openPool, type Session } from '../../core/database/pool.ts';
import { type PostgresServer, startPostgres } from '../../local/postgres/server.ts';
import { SMALL_SETTINGS } from '../../local/postgres/settings.ts';

/** A server of this file's own, since the others' trusts everybody on the machine: this one wants a password. */
let directory: string;
let server: PostgresServer;
/** Logged in before the password is asked for: what rotates it. */
let rotation: Client;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-password-'));
  const options = {
    dataDir: join(directory, 'postgres'),
    settings: SMALL_SETTINGS,
    rootDir: join(__dirname, '../..'),
  };
  const trusting = await startPostgres(options);
  const owner = new Client({ connectionString: trusting.databaseUrl });
  await owner.connect();
  await owner.query(`alter role current_user password 'first'`);
  await owner.end();
  await trusting.stop();

  await writeFile(join(options.dataDir, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
  server = await startPostgres(options);
  rotation = new Client(partsOf(server, 'first'));
  await rotation.connect();
});
afterAll(async () => {
  await rotation.end();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

function partsOf<Password>({ databaseUrl }: PostgresServer, password: Password) {
  const { hostname, port, pathname, username } = new URL(databaseUrl);
  return { host: hostname, port: Number(port), database: pathname.slice(1), user: username, password };
}

/** A secret as it is remembered: what was read last, until it is forgotten. */
class RememberedPassword implements ChangingPassword {
  current = 'first';
  reads = 0;
  #known: string | undefined;

  read(): Promise<string> {
    if (this.#known === undefined) this.reads += 1;
    this.#known ??= this.current;
    return Promise.resolve(this.#known);
  }

  forget(): void {
    this.#known = undefined;
  }
}

function openWith(password: ChangingPassword): Database {
  return openPool({
    endpoint: { ...partsOf(server, password), ssl: false },
    maxConnections: 3,
    applicationName: 'rotated-password',
    onIdleError: () => undefined,
  });
}

const setPassword = (password: string) => rotation.query(`alter role current_user password '${password}'`);
const askWho = async (session: Pick<Session, 'query'>): Promise<string | undefined> =>
  (await session.query<{ who: string }>('select current_user as who')).rows[0]?.who;

describe('a password that a rotation changes', () => {
  it('is refused to who says the wrong one, or the other tests would show nothing', async () => {
    const client = new Client(partsOf(server, 'wrong'));

    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('leaves open connections alone, and lets new ones in with the new password', async () => {
    await setPassword('first');
    const password = new RememberedPassword();
    const database = openWith(password);
    try {
      await inTransaction(database, async (session) => {
        await askWho(session);
        await setPassword('second');
        password.current = 'second';

        // The first connection is busy: these open two more.
        const answers = await Promise.all([askWho(database), inTransaction(database, askWho)]);

        expect(answers).toEqual(['telefleet', 'telefleet']);
        expect(await askWho(session)).toBe('telefleet');
      });
      expect(password.reads).toBeGreaterThan(1);
    } finally {
      await database.end();
    }
  });

  it('is asked for once more and no oftener when it stays wrong', async () => {
    await setPassword('third');
    const password = new RememberedPassword();
    const database = openWith(password);
    try {
      await expect(askWho(database)).rejects.toMatchObject({ code: '28P01' });

      expect(password.reads).toBe(2);
    } finally {
      await database.end();
    }
  });
});
