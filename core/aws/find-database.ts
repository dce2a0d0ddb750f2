import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { DatabaseSource } from '../database/database-source.ts';
import type { DatabaseEndpoint, DatabaseLogin } from '../database/endpoint.ts';
import { parseDatabaseSecret } from './database-secret.ts';
import { readSecretText } from './read-secret-text.ts';
import { remember } from './remembered.ts';

export interface DatabaseEndpoints {
  readonly writer: DatabaseEndpoint;
  /** For reads that may be a moment old. */
  readonly reader: DatabaseEndpoint;
}

/**
 * Finds the database: as given, or with the login that Secrets Manager holds. In AWS connections are encrypted, and certificate and host
 * name verified.
 * @throws DatabaseSecretUnreadableError, what the SDK throws, or ENOENT when the file of authorities is not there
 */
export async function findDatabase(source: DatabaseSource): Promise<DatabaseEndpoints> {
  if ('url' in source) return { writer: { url: source.url }, reader: { url: source.readerUrl } };

  const secret = remember(async () => parseDatabaseSecret(await readSecretText(source.secretArn)), Date.now);
  const [{ port, dbname, username }, ssl] = await Promise.all([secret.read(), verifyBy(source.caFile)]);
  const loginAt = (host: string): DatabaseLogin => ({
    host,
    port,
    database: dbname,
    user: username,
    password: { read: async () => (await secret.read()).password, forget: secret.forget },
    ssl,
  });
  return { writer: loginAt(source.host), reader: loginAt(source.readerHost) };
}

/**
 * Aurora's certificates are signed by Amazon's own authority, which Node does not know. Its file is read here and not by
 * NODE_EXTRA_CA_CERTS, which every start would pay for: 120 certificates took 50 ms and more of a start that takes 40, and 20 ms here,
 * once, on the way to the first connection.
 */
async function verifyBy(caFile: string | undefined): Promise<DatabaseLogin['ssl']> {
  if (caFile === undefined) return true;
  return { secureContext: createSecureContext({ ca: await readFile(caFile) }) };
}
