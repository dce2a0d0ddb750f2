import { BotApiError } from './bot-api-error.ts';
import type { BotAccount, QueuedUpdate } from './state.ts';

interface Poll {
  readonly check: () => void;
  readonly fail: (error: BotApiError) => void;
}

export interface UpdateRange {
  /** First update that is wanted, which acknowledges those before; negative: counted from the end; 0: what there is. */
  readonly offset: number;
  readonly limit: number;
}

/** Long polling: one open `getUpdates` a bot; a second one ends the first, as at Telegram. */
export class UpdatePolls {
  readonly #open = new Map<number, Poll>();

  /**
   * @returns at once when there is something, else after the time limit, empty
   * @throws BotApiError 409
   */
  async wait(
    bot: BotAccount,
    range: UpdateRange,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<readonly QueuedUpdate[]> {
    this.end(
      bot.id,
      new BotApiError(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    );
    acknowledge(bot, range.offset);
    if (bot.pending.length > 0 || timeoutMs === 0) return bot.pending.slice(0, range.limit);
    const woken = Promise.withResolvers<undefined>();
    const finish = (): void => woken.resolve(undefined);
    const poll: Poll = { check: () => (bot.pending.length > 0 ? finish() : undefined), fail: woken.reject };
    const timer = setTimeout(finish, timeoutMs);
    signal.addEventListener('abort', finish);
    this.#open.set(bot.id, poll);
    try {
      await woken.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      if (this.#open.get(bot.id) === poll) this.#open.delete(bot.id);
    }
    return bot.pending.slice(0, range.limit);
  }

  wake(bot: BotAccount): void {
    this.#open.get(bot.id)?.check();
  }

  end(botId: number, error: BotApiError): void {
    this.#open.get(botId)?.fail(error);
    this.#open.delete(botId);
  }
}

function acknowledge(bot: BotAccount, offset: number): void {
  if (offset > 0) bot.pending = bot.pending.filter(({ updateId }) => updateId >= offset);
  if (offset < 0) bot.pending = bot.pending.slice(offset);
}
