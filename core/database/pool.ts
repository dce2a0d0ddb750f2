import { Pool, type PoolClient, type PoolConfig } from 'pg';
import type { DatabaseEndpoint, DatabaseLogin } from './endpoint.ts';
import { PasswordPool } from './password-pool.ts';

/** A pool of connections. */
export type Database = Pool;

/** One connection out of a pool. */
export type Session = PoolClient;

/** What is written in the transaction of an act, such as its row of the audit. */
export type Alongside<T> = (session: Session, done: T) => Promise<void>;

/** Where a question is asked: a pool, or one connection of it. */
export type Queryable = Pick<Session, 'query'>;

export interface PoolSettings {
  readonly endpoint: DatabaseEndpoint;
  readonly maxConnections: number;
  readonly applicationName: string;
  /**
   * Whole statements are cancelled after this. Only for who talks to the cluster itself: it is sent with the login, and RDS Proxy refuses
   * a login that sets it. @default the server's own limit, 30 s in AWS (lib/constructs/aurora-parameters.ts)
   */
  readonly statementTimeoutMs?: number;
  /** A statement that waits longer for a lock fails. As `statementTimeoutMs`, not through RDS Proxy. @default none */
  readonly lockTimeoutMs?: number;
  /** A session that leaves its transaction open for longer is ended. As `statementTimeoutMs`, not through RDS Proxy. @default the server's */
  readonly idleInTransactionTimeoutMs?: number;
  /**
   * Longest wait for an answer. A connection that died without a word would otherwise hold its place in the pool for as long as TCP repeats.
   * Known to the client only. Not for COPY. @default none
   */
  readonly queryTimeoutMs?: number;
  /** An idle connection that breaks (a fail-over, an idle timeout) is told here; without a listener it would end the process. */
  readonly onIdleError: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 3_000;

export function openPool(settings: PoolSettings): Database {
  const { endpoint } = settings;
  const common: PoolConfig = {
    max: settings.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: settings.applicationName,
    keepAlive: true,
    ...(settings.statementTimeoutMs === undefined ? {} : { statement_timeout: settings.statementTimeoutMs }),
    ...(settings.lockTimeoutMs === undefined ? {} : { lock_timeout: settings.lockTimeoutMs }),
    ...(settings.idleInTransactionTimeoutMs === undefined
      ? {}
      : { idle_in_transaction_session_timeout: settings.idleInTransactionTimeoutMs }),
    ...(settings.queryTimeoutMs === undefined ? {} : { query_timeout: settings.queryTimeoutMs }),
  };
  const pool =
    'url' in endpoint
      ? new Pool({ ...common, connectionString: endpoint.url })
      : openWithPassword(common, endpoint);
  pool.on('error', settings.onIdleError);
  return pool;
}

function openWithPassword(common: PoolConfig, { password, ...login }: DatabaseLogin): Database {
  return new PasswordPool({ ...common, ...login }, password);
}

/**
 * Runs `work` in a transaction: committed when it returns, rolled back when it throws. A session whose rollback fails is closed, so that
 * nobody gets a broken one.
 */
export async function inTransaction<T>(
  database: Database,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await database.connect();
  // A connection that breaks while it is checked out is also emitted as an event; the failing query already tells the caller.
  const ignore = (): void => undefined;
  session.on('error', ignore);
  let broken: Error | undefined;
  try {
    await session.query('begin');
    const result = await work(session);
    await session.query('commit');
    return result;
  } catch (error) {
    await session.query('rollback').catch((rollbackError: unknown) => {
      broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    });
    throw error;
  } finally {
    session.off('error', ignore);
    session.release(broken);
  }
}
