import { Telegraf } from 'telegraf';
import type { AdmittedUpdate } from './admit-update.ts';
import { findBotInfo } from './bot-info.ts';
import { type CallTally, watchCalls } from './watch-calls.ts';

export interface HandleSettings {
  /** Where the bots send. Default: Telegram. */
  readonly apiRoot: string | undefined;
  readonly deadlineMs: number;
  /** Counted into also when the handler throws. */
  readonly tally: CallTally;
}

/**
 * Lets a bot answer an update.
 * @throws what the bot throws, and TimeoutError after `deadlineMs`
 */
export async function handleUpdate(
  { bot, token, update }: AdmittedUpdate,
  { apiRoot, deadlineMs, tally }: HandleSettings,
): Promise<void> {
  // Of its own for each update, which takes microseconds: the deadline is what is left of this execution. Connections are shared.
  const telegraf = new Telegraf(token, {
    handlerTimeout: deadlineMs,
    // A call in the answer to the webhook would be quicker, but whether it worked nobody learns.
    telegram: { webhookReply: false, ...(apiRoot === undefined ? {} : { apiRoot }) },
  });
  const signal = AbortSignal.timeout(deadlineMs);
  watchCalls(telegraf.telegram, signal, tally);
  telegraf.botInfo = await findBotInfo(telegraf.telegram, token, update);
  // By default telegraf prints the whole update and sets the exit code.
  telegraf.catch((error) => {
    throw error;
  });
  telegraf.use((context, next) => {
    watchCalls(context.telegram, signal, tally);
    return next();
  });
  telegraf.use(bot.answer);
  await telegraf.handleUpdate(update);
}
