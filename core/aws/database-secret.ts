import * as z from 'zod';

/** What RDS writes into the secret of a cluster. Its `host` is left out: that is the first region's for ever. */
const schema = z.object({
  port: z.coerce.number().int().default(5432),
  dbname: z.string().min(1).default('telefleet'),
  username: z.string().min(1),
  password: z.string().min(1),
});

export type DatabaseCredentials = z.infer<typeof schema>;

export class DatabaseSecretUnreadableError extends Error {
  override readonly name = 'DatabaseSecretUnreadableError';
}

/** @throws DatabaseSecretUnreadableError without any part of the secret in its text */
export function parseDatabaseSecret(text: string): DatabaseCredentials {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DatabaseSecretUnreadableError('the database secret is not JSON');
  }
  const secret = schema.safeParse(json);
  if (secret.success) return secret.data;
  const fields = secret.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new DatabaseSecretUnreadableError(`the database secret lacks: ${fields}`);
}
