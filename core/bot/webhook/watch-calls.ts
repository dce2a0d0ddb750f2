import { type Telegram, TelegramError } from 'telegraf';
import { endBy } from '../sending/call-options.ts';

/** What a bot did at the Bot API while it handled one update. */
export interface CallTally {
  messagesSent: number;
  messagesFailed: number;
  /** Calls that were answered 429. */
  rateLimitHits: number;
  /** Why Telegram refused replies for good; nothing of their texts. */
  readonly refusals: string[];
}

export function emptyTally(): CallTally {
  return { messagesSent: 0, messagesFailed: 0, rateLimitHits: 0, refusals: [] };
}

/**
 * Counts the calls of one update into `tally`, and ends them by `signal`: a handler cannot be stopped, but one that runs on past its
 * deadline must not speak any more, since the update is handled anew by then.
 */
export function watchCalls(telegram: Telegram, signal: AbortSignal, tally: CallTally): void {
  const callApi = telegram.callApi.bind(telegram);
  telegram.callApi = async (method, payload, options) => {
    const isMessage = method.startsWith('send') && method !== 'sendChatAction';
    try {
      const result = await callApi(method, payload, { ...options, ...endBy(signal) });
      if (isMessage) tally.messagesSent += 1;
      return result;
    } catch (error) {
      if (isMessage) tally.messagesFailed += 1;
      if (error instanceof TelegramError && error.code === 429) tally.rateLimitHits += 1;
      throw error;
    }
  };
}
