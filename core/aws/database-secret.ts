import * as z from 'zod';

/** What RDS writes into the secret of a cluster. Its `host` is left out: that is the first region's for ever. */
const schema = z.object({
  port: z.coerce.number().int().default(5432),
  dbname: z.string().min(1).default('telefleet'),
  username: z.string().min(1),
  password: z.string().min(1),
});

export type DatabaseCredentials = z.infer<typeof schema>;

/** A rotation changes the password once in 30 days; a refused login asks again at once. */
const FRESH_MS = 5 * 60_000;

export class DatabaseSecretUnreadableError extends Error {
  override readonly name = 'DatabaseSecretUnreadableError';
}

/** The secret of the database, remembered for five minutes. */
export class DatabaseSecret {
  readonly #fetchText: () => Promise<string>;
  readonly #nowMs: () => number;
  #credentials: DatabaseCredentials | undefined;
  #freshUntilMs = 0;
  #fetching: Promise<DatabaseCredentials> | undefined;

  /** @param fetchText the secret's text as Secrets Manager has it now */
  constructor(fetchText: () => Promise<string>, nowMs: () => number) {
    this.#fetchText = fetchText;
    this.#nowMs = nowMs;
  }

  /** @throws DatabaseSecretUnreadableError without any part of the secret in its text, or what `fetchText` throws */
  async read(): Promise<DatabaseCredentials> {
    const known = this.#credentials;
    if (known !== undefined && this.#nowMs() < this.#freshUntilMs) return known;
    // A pool opens several connections at once; one question is enough for all of them.
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    try {
      return await this.#fetching;
    } catch (error) {
      // Secrets Manager is away: the password of five minutes ago is most likely still good.
      if (known !== undefined) return known;
      throw error;
    }
  }

  forget(): void {
    this.#freshUntilMs = 0;
  }

  async #fetch(): Promise<DatabaseCredentials> {
    const credentials = parseSecret(await this.#fetchText());
    this.#credentials = credentials;
    this.#freshUntilMs = this.#nowMs() + FRESH_MS;
    return credentials;
  }
}

function parseSecret(text: string): DatabaseCredentials {
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
