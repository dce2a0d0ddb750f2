import type { DatabaseEndpoint } from './endpoint.ts';
import { type Database, openPool } from './pool.ts';
import { readReplicaLag } from './replica-lag.ts';
import { ReplicaWatch } from './replica-watch.ts';
import { classifyDatabaseFailure } from './sqlstate.ts';

/**
 * What a read may miss. `own-writes`: nothing, such as after a write of the person who reads; it goes to the writer. `recent`: the last
 * seconds; it goes to the reader.
 */
export type Freshness = 'own-writes' | 'recent';

/** The database by the kind of query. */
export interface Databases {
  /** For everything that writes, and for reads within its transactions. */
  readonly write: Database;
  /**
   * Reads. A reader that is away or more than 5 s behind is passed by, and what failed there because it went away is asked of the writer: so
   * `query` may be called twice, and must only read.
   * @throws what `query` throws
   */
  read<T>(freshness: Freshness, query: (database: Database) => Promise<T>): Promise<T>;
  /** How far the reader is behind, as it was told last (at most every 5 s, when something is read); undefined: not known, or away. */
  readonly replicaLagMs: number | undefined;
  end(): Promise<void>;
}

export interface DatabasesSettings {
  readonly writer: DatabaseEndpoint;
  /** The same as `writer` where there is no other. */
  readonly reader: DatabaseEndpoint;
  readonly applicationName: string;
  /** Of each of the two pools. Nothing is connected before it is used. */
  readonly maxConnections: number;
  /** Longest wait for an answer. @default 5 s */
  readonly queryTimeoutMs?: number;
  readonly onIdleError: (error: Error) => void;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

const QUERY_TIMEOUT_MS = 5_000;

/**
 * The guides' limits of a session (onboarding guide, "Connection Pooling": statements 30 s, idle in a transaction 1 minute), for who logs in
 * to PostgreSQL itself. In AWS the cluster's parameters say them (lib/constructs/aurora-parameters.ts): RDS Proxy refuses a login that does.
 */
const SESSION_LIMITS = {
  statementTimeoutMs: 30_000,
  lockTimeoutMs: 10_000,
  idleInTransactionTimeoutMs: 60_000,
};

export function openDatabases(settings: DatabasesSettings): Databases {
  const { applicationName, maxConnections, queryTimeoutMs = QUERY_TIMEOUT_MS, onIdleError } = settings;
  const open = (endpoint: DatabaseEndpoint): Database =>
    openPool({
      endpoint,
      applicationName,
      maxConnections,
      queryTimeoutMs,
      onIdleError,
      ...('url' in endpoint ? SESSION_LIMITS : {}),
    });
  const writer = open(settings.writer);
  if (isSame(settings.writer, settings.reader))
    return {
      write: writer,
      read: (_, query) => query(writer),
      replicaLagMs: undefined,
      end: () => writer.end(),
    };

  const reader = open(settings.reader);
  const watch = new ReplicaWatch({ readLag: () => readReplicaLag(reader), now: settings.now });
  return {
    write: writer,
    read: async (freshness, query) => {
      if (freshness === 'own-writes' || !(await watch.isUsable())) return query(writer);
      try {
        return await query(reader);
      } catch (error) {
        if (classifyDatabaseFailure(error) !== 'not-now') throw error;
        watch.avoid();
        return query(writer);
      }
    },
    get replicaLagMs() {
      return watch.lagMs;
    },
    end: async () => {
      await Promise.all([writer.end(), reader.end()]);
    },
  };
}

function isSame(one: DatabaseEndpoint, other: DatabaseEndpoint): boolean {
  if ('url' in one) return 'url' in other && one.url === other.url;
  return !('url' in other) && one.host === other.host && one.port === other.port;
}
