/** The command line is wrong: one sentence that says how. */
export class OpsCommandInvalidError extends Error {
  override readonly name = 'OpsCommandInvalidError';
}

/** AWS or Telegram did not do it: one sentence that says what. */
export class OperationFailedError extends Error {
  override readonly name = 'OperationFailedError';
}
