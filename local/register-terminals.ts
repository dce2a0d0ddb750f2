import pg from 'pg';
import { sealPassword } from '../core/fleet/terminal-password.ts';
import type { TerminalEntry } from './terminals-file.ts';

export class TerminalAddressTakenError extends Error {
  override readonly name = 'TerminalAddressTakenError';
}

/** Names that the simulator gives; what has one and is not simulated now is left over from an earlier run. */
const SIMULATED_NAME = '^sim-[0-9]+$';

const UNIQUE_VIOLATION = '23505';

/**
 * Registers terminals: updates those of the same name, adds the others, and switches off what the simulator of an earlier run
 * left (its rows stay, since orders belong to them). In one transaction.
 * @param key 32 bytes; seals the passwords
 * @throws TerminalAddressTakenError when another terminal has the address of one of them
 */
export async function registerTerminals(
  databaseUrl: string,
  key: Buffer,
  entries: readonly TerminalEntry[],
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A query tells of a lost connection too; without a listener the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  const names = entries.map((entry) => entry.name);
  const rows = [
    names,
    entries.map((entry) => entry.host),
    entries.map((entry) => entry.port),
    // Bytes as text: pg has no array of bytea parameters.
    entries.map((entry) =>
      entry.password === '' ? null : sealPassword(key, entry.password).toString('hex'),
    ),
  ];
  try {
    await client.query('begin');
    // Two terminals may have changed places: the addresses are free before any of them is given again.
    await client.query(
      `update terminals set host = 'moving-' || id, enabled = enabled and name = any($1)
        where name = any($1) or (name ~ $2 and host = '127.0.0.1')`,
      [names, SIMULATED_NAME],
    );
    await client.query(
      `update terminals t set host = v.host, port = v.port, password_sealed = decode(v.sealed, 'hex'), enabled = true, updated_at = now()
         from unnest($1::text[], $2::text[], $3::int[], $4::text[]) as v(name, host, port, sealed) where t.name = v.name`,
      rows,
    );
    await client.query(
      `insert into terminals (name, host, port, password_sealed)
       select v.name, v.host, v.port, decode(v.sealed, 'hex')
         from unnest($1::text[], $2::text[], $3::int[], $4::text[]) as v(name, host, port, sealed)
        where not exists (select 1 from terminals t where t.name = v.name)`,
      rows,
    );
    await client.query('commit');
  } catch (error) {
    throw addressTaken(error) ?? error;
  } finally {
    // Closing the session rolls a failed registration back.
    await client.end();
  }
}

function addressTaken(error: unknown): TerminalAddressTakenError | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code !== UNIQUE_VIOLATION) return undefined;
  // "Key (lower(host), port)=(10.0.0.7, 2500) already exists."
  const address = /=\((.*), (\d+)\)/.exec(error.detail ?? '');
  const text = address === null ? 'an address' : `${address[1] ?? ''}:${address[2] ?? ''}`;
  return new TerminalAddressTakenError(
    `${text} belongs to another registered terminal: two at one address cannot be told apart`,
  );
}
