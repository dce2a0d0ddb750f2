/** A message that could not be sent within its update. */
export interface PutOffMessage {
  readonly bot: string;
  readonly chatId: number;
  /** Whom a 403 marks as unreachable; undefined in groups. */
  readonly userId: number | undefined;
  /** The same at each try of the update: the message is written once. */
  readonly key: string;
  /** A method of the Bot API whose parameters are JSON, and these without `chat_id`. */
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The way out for what Telegram does not take just now. */
export interface OutboxPort {
  /** Returns once the message is safe in the outbox; `send-messages` sends it not before `retryAfterSeconds` from now. */
  putOff(message: PutOffMessage, retryAfterSeconds: number): Promise<void>;
}
