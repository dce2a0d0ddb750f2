import { DatabaseError } from 'pg';

/** What the caller must do about a failed statement. */
export type DatabaseFailure =
  /** The data is at fault: the same statement will fail again. */
  | 'bad-data'
  /** Worth another try soon: a deadlock, a fail-over, a lost connection. */
  | 'not-now'
  /** Neither: a missing table, a refused login. Somebody has to look. */
  | 'broken';

/** SQLSTATEs that pass by themselves (PostgreSQL manual, appendix A), with what makes them on Aurora. */
const RETRYABLE_SQLSTATES: Readonly<Record<string, string>> = Object.freeze({
  '40001': 'serialization_failure',
  '40P01': 'deadlock_detected',
  '55P03': 'lock_not_available',
  '57014': 'query_canceled: statement_timeout under load',
  '57P01': 'admin_shutdown: fail-over',
  '57P02': 'crash_shutdown: fail-over',
  '57P03': 'cannot_connect_now: starting or stopping',
  '57P05': 'idle_session_timeout',
  '25006': 'read_only_sql_transaction: this node is no longer the writer',
  '53300': 'too_many_connections',
  '53200': 'out_of_memory',
  '53100': 'disk_full',
  '08000': 'connection_exception',
  '08001': 'sqlclient_unable_to_establish_sqlconnection',
  '08003': 'connection_does_not_exist',
  '08004': 'sqlserver_rejected_establishment_of_sqlconnection',
  '08006': 'connection_failure',
});

const CONNECTION_ERROR_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** Classes 22 (data exception) and 23 (integrity constraint), and 54000: a row larger than PostgreSQL takes. */
const BAD_DATA = /^(22|23|54)/;

/** Sorts any error of a statement or a connection by what the caller must do. */
export function classifyDatabaseFailure(error: unknown): DatabaseFailure {
  if (error instanceof DatabaseError) {
    const state = error.code ?? '';
    if (state in RETRYABLE_SQLSTATES) return 'not-now';
    return BAD_DATA.test(state) ? 'bad-data' : 'broken';
  }
  if (error instanceof Error) {
    if ('code' in error && typeof error.code === 'string' && CONNECTION_ERROR_CODES.has(error.code))
      return 'not-now';
    // pg says these in words only.
    if (
      /connection terminated|connection timeout|timeout exceeded|query read timeout|not queryable|client was closed/i.test(
        error.message,
      )
    )
      return 'not-now';
    if (error instanceof AggregateError)
      return error.errors.some((one) => classifyDatabaseFailure(one) === 'not-now') ? 'not-now' : 'broken';
  }
  return 'broken';
}

const UNIQUE_VIOLATION = '23505';

/** What a row that there is already breaks: the name of the unique index, and PostgreSQL's line about the key. Undefined: it is another error. */
export function readBrokenUniqueIndex(
  error: unknown,
): { readonly index: string; readonly detail: string } | undefined {
  if (!(error instanceof DatabaseError) || error.code !== UNIQUE_VIOLATION) return undefined;
  return { index: error.constraint ?? '', detail: error.detail ?? '' };
}
