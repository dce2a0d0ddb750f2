import { Telegraf } from 'telegraf';
import type { BotPlatform } from '../platform.ts';
import { readIncoming } from '../routing/incoming.ts';
import { wrapTelegram } from '../sending/telegram-client.ts';
import type { AdmittedUpdate } from './admit-update.ts';
import { answerUpdate } from './answer-update.ts';
import { askBotInfo, findBotInfo } from './bot-info.ts';
import { type CallTally, watchCalls } from './watch-calls.ts';

export interface HandleSettings {
  readonly platform: BotPlatform;
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
  { platform, deadlineMs, tally }: HandleSettings,
): Promise<void> {
  const { apiRoot } = platform;
  // Of its own for each update, which takes microseconds: the deadline is what is left of this execution. Connections are shared.
  const telegraf = new Telegraf(token, {
    handlerTimeout: deadlineMs,
    // A call in the answer to the webhook would be quicker, but whether it worked nobody learns.
    telegram: { webhookReply: false, ...(apiRoot === undefined ? {} : { apiRoot }) },
  });
  const endsAtMs = performance.now() + deadlineMs;
  const ending = new AbortController();
  const { signal } = ending;
  // Taken back once the update is handled: `AbortSignal.timeout` would end every update again eight seconds later.
  const timer = setTimeout(() => ending.abort(), deadlineMs);
  watchCalls(telegraf.telegram, signal, tally);
  telegraf.botInfo = await findBotInfo(telegraf.telegram, token, update);
  // By default telegraf prints the whole update and sets the exit code.
  telegraf.catch((error) => {
    throw error;
  });
  telegraf.use(async (context) => {
    watchCalls(context.telegram, signal, tally);
    const incoming = readIncoming(context, signal);
    if (incoming === undefined) return;
    await answerUpdate(bot, incoming, {
      platform,
      client: wrapTelegram(context.telegram),
      readUsername: async () => (await askBotInfo(context.telegram, token)).username,
      leftMs: () => endsAtMs - performance.now(),
      onRefused: (why) => tally.refusals.push(why),
    });
  });
  try {
    await telegraf.handleUpdate(update);
  } catch (error) {
    // Whatever still runs of it must not speak any more: the update is handled anew.
    ending.abort();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
