/** Allowances, counted over all executions of all functions. */
export interface TurnGuard {
  /**
   * Takes one of the `points` that `key` has in `perSeconds`. Never throws: while the shared counter is away, the process counts by itself.
   * @param key `<what>:<bot>:<person>`; the prefix of the stage is the implementation's
   */
  take(
    key: string,
    points: number,
    perSeconds: number,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number }>;
}

/** An allowance is used up. The platform tells the person how long to wait. */
export class TooManyRequestsError extends Error {
  override readonly name = 'TooManyRequestsError';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`wait ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
