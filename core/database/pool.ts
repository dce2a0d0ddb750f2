import { Pool, type PoolClient } from 'pg';

/** A pool of connections. */
export type Database = Pool;

/** One connection out of a pool. */
export type Session = PoolClient;

export interface PoolSettings {
  readonly databaseUrl: string;
  readonly maxConnections: number;
  readonly applicationName: string;
  /** Whole statements are cancelled after this. */
  readonly statementTimeoutMs: number;
  /** An idle connection that breaks (a fail-over, an idle timeout) is told here; without a listener it would end the process. */
  readonly onIdleError: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 3_000;

export function openPool(settings: PoolSettings): Database {
  const pool = new Pool({
    connectionString: settings.databaseUrl,
    max: settings.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: settings.applicationName,
    statement_timeout: settings.statementTimeoutMs,
    keepAlive: true,
  });
  pool.on('error', settings.onIdleError);
  return pool;
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
