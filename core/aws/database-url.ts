import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { DatabaseSource } from '../database/database-source.ts';

/** What RDS writes into the secret of a cluster. */
const databaseSecret = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().default(5432),
  dbname: z.string().min(1).default('telefleet'),
  username: z.string().min(1),
  password: z.string().min(1),
});

export class DatabaseSecretUnreadableError extends Error {
  override readonly name = 'DatabaseSecretUnreadableError';
}

/**
 * Finds the database's URL: as given, or out of Secrets Manager.
 * @throws DatabaseSecretUnreadableError without any part of the secret in its text
 */
export async function readDatabaseUrl(source: DatabaseSource): Promise<string> {
  if ('url' in source) return source.url;
  const client = new SecretsManagerClient();
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: source.secretArn }));
  client.destroy();
  let json: unknown;
  try {
    json = JSON.parse(SecretString);
  } catch {
    throw new DatabaseSecretUnreadableError('the database secret is not JSON');
  }
  const secret = databaseSecret.safeParse(json);
  if (!secret.success) {
    const fields = secret.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new DatabaseSecretUnreadableError(`the database secret lacks: ${fields}`);
  }
  const { host, port, dbname, username, password } = secret.data;
  return `postgres://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${host}:${port}/${dbname}?sslmode=verify-full`;
}
