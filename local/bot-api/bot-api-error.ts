/** What Telegram answers to a call that it refuses. https://core.telegram.org/bots/api#making-requests */
export class BotApiError extends Error {
  override readonly name = 'BotApiError';
  readonly errorCode: number;
  readonly retryAfterS: number | undefined;

  constructor(errorCode: number, description: string, retryAfterS?: number) {
    super(description);
    this.errorCode = errorCode;
    this.retryAfterS = retryAfterS;
  }
}

export function badRequest(reason: string): BotApiError {
  return new BotApiError(400, `Bad Request: ${reason}`);
}
