/**
 * What was caught, as far as it tells. By its fields and not by `instanceof Error`: under jest the errors of Node's own modules
 * are of another realm.
 */

/** @returns Node's code, such as `ENOENT`, or PostgreSQL's SQLSTATE */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function errorMessage(error: unknown): string {
  if (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
  ) {
    return error.message;
  }
  return String(error);
}
