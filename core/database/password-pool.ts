import { DatabaseError, Pool, type PoolClient, type PoolConfig } from 'pg';
import type { ChangingPassword } from './endpoint.ts';

/** invalid_password, and invalid_authorization_specification. */
const LOGIN_REFUSED = new Set(['28P01', '28000']);

type ConnectCallback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

/**
 * A pool that outlives a rotation of its password: open connections stay, and a new one that is refused is tried once more with the
 * password as it is now.
 */
export class PasswordPool extends Pool {
  readonly #password: ChangingPassword;

  constructor(config: PoolConfig, password: ChangingPassword) {
    // pg asks at every new connection.
    super({ ...config, password: () => password.read() });
    this.#password = password;
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<PoolClient> | void {
    if (callback === undefined) return this.#connect();
    // pg's own `query` comes this way.
    super.connect((error, client, done) => {
      if (!isLoginRefused(error)) return callback(error, client, done);
      this.#password.forget();
      super.connect(callback);
    });
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await super.connect();
    } catch (error) {
      if (!isLoginRefused(error)) throw error;
      this.#password.forget();
      return super.connect();
    }
  }
}

function isLoginRefused(error: unknown): boolean {
  return error instanceof DatabaseError && LOGIN_REFUSED.has(error.code ?? '');
}
