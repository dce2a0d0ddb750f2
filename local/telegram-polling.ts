import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ALLOWED_UPDATES } from '../core/bot/register-webhook.ts';
import { errorMessage } from './process/errors.ts';

const TELEGRAM = 'https://api.telegram.org';
const POLL_S = 25;
/** The poll, and what the network takes. */
const POLL_LIMIT_MS = (POLL_S + 15) * 1_000;
const POST_LIMIT_MS = 35_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** While updates wait for the bot Telegram gives the same ones again at once. */
const LOOK_AGAIN_MS = 500;

export interface PollingOptions {
  readonly bot: string;
  readonly token: string;
  /** @default Telegram */
  readonly apiRoot?: string;
  /** Of the local webhook. */
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** Makes Telegram ready to be asked; tried again until it is done. */
  readonly prepare: () => Promise<void>;
  readonly log: (line: string) => void;
}

export interface Polling {
  /** What was not answered by then comes again at the next start. */
  stop(): Promise<void>;
}

const chat = z.looseObject({ id: z.int() });
const updateSchema = z.looseObject({
  update_id: z.int(),
  message: z.looseObject({ chat }).optional(),
  callback_query: z.looseObject({ from: chat, message: z.looseObject({ chat }).optional() }).optional(),
  my_chat_member: z.looseObject({ chat }).optional(),
});
type Update = z.infer<typeof updateSchema>;

const answerSchema = z.object({
  ok: z.boolean(),
  result: z.array(updateSchema).optional(),
  error_code: z.number().optional(),
  description: z.string().optional(),
});

/** Telegram does not give updates. */
class PollRefusedError extends Error {
  override readonly name = 'PollRefusedError';
}

/**
 * A real bot on a machine that Telegram cannot reach: asks for its updates and posts each to the local webhook, those of one chat one after the
 * other. Only what was answered 2xx is acknowledged; all else is posted again after a pause, while the functions restart too.
 */
export function startPolling(options: PollingOptions): Polling {
  const ending = new AbortController();
  const poller = new Poller(options, ending.signal);
  const running = poller.run();
  return {
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

class Poller {
  readonly #options: PollingOptions;
  readonly #signal: AbortSignal;
  /** Taken from Telegram and not yet answered by the bot. */
  readonly #open = new Set<number>();
  /** The end of what waits in each chat. */
  readonly #chats = new Map<number, Promise<void>>();
  /** The first update that was never given. */
  #next = 0;

  constructor(options: PollingOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let isPrepared = false;
    while (!this.#isOver()) {
      try {
        if (!isPrepared) await this.#options.prepare();
        isPrepared = true;
        const isNew = this.#take(await this.#poll());
        pauseMs = FIRST_PAUSE_MS;
        if (!isNew && this.#open.size > 0) await this.#pause(LOOK_AGAIN_MS);
      } catch (error) {
        if (this.#isOver()) break;
        this.#log(`no updates: ${this.#withoutToken(error)}; asking again in ${pauseMs / 1_000} s`);
        await this.#pause(pauseMs);
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      }
    }
    await Promise.all(this.#chats.values());
  }

  /** Acknowledges what was answered, by asking for what comes after it. */
  async #poll(): Promise<readonly Update[]> {
    const { token, apiRoot = TELEGRAM } = this.#options;
    const response = await fetch(`${apiRoot}/bot${token}/getUpdates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        offset: this.#open.size > 0 ? Math.min(...this.#open) : this.#next,
        timeout: POLL_S,
        allowed_updates: ALLOWED_UPDATES,
      }),
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(POLL_LIMIT_MS)]),
    });
    const answer = answerSchema.safeParse(await response.json());
    if (answer.data?.ok === true) return answer.data.result ?? [];
    throw new PollRefusedError(answer.data?.description ?? `Telegram answers ${response.status}`);
  }

  /** @returns whether there was one that had not been given before */
  #take(updates: readonly Update[]): boolean {
    const fresh = updates.filter(({ update_id: id }) => id >= this.#next);
    for (const update of fresh) {
      this.#next = update.update_id + 1;
      this.#open.add(update.update_id);
      const chatId = chatOf(update);
      const after = (this.#chats.get(chatId) ?? Promise.resolve()).then(() => this.#deliver(update));
      this.#chats.set(chatId, after);
      void after.then(() => {
        if (this.#chats.get(chatId) === after) this.#chats.delete(chatId);
      });
    }
    return fresh.length > 0;
  }

  /** Until it is answered, or until the end. Never throws. */
  async #deliver(update: Update): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#isOver()) {
      const failure = await this.#post(update);
      if (failure === undefined) {
        this.#open.delete(update.update_id);
        return;
      }
      if (this.#isOver()) return;
      this.#log(`update ${update.update_id} was not taken: ${failure}; again in ${pauseMs / 1_000} s`);
      await this.#pause(pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    }
  }

  /** @returns why it was not taken */
  async #post(update: Update): Promise<string | undefined> {
    try {
      const response = await fetch(this.#options.webhookUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-telegram-bot-api-secret-token': this.#options.webhookSecret,
        },
        body: JSON.stringify(update),
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(POST_LIMIT_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `the webhook answers ${response.status}`;
    } catch (error) {
      return errorMessage(error);
    }
  }

  #isOver(): boolean {
    return this.#signal.aborted;
  }

  async #pause(ms: number): Promise<void> {
    // Cut short by the end.
    await sleep(ms, undefined, { signal: this.#signal }).catch(() => undefined);
  }

  #log(line: string): void {
    this.#options.log(`${this.#options.bot}: ${line}`);
  }

  /** Errors of the network name the address, and with it the token. */
  #withoutToken(error: unknown): string {
    return errorMessage(error).replaceAll(this.#options.token, '...');
  }
}

function chatOf({ message, callback_query: query, my_chat_member: member }: Update): number {
  return message?.chat.id ?? query?.message?.chat.id ?? query?.from.id ?? member?.chat.id ?? 0;
}
