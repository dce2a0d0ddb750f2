import { z } from 'zod';
import { errorMessage } from '../process/errors.ts';
import type { BotAccount, QueuedUpdate } from './state.ts';
import type { World } from './world.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const ANSWER_TIMEOUT_MS = 60_000;
/** https://core.telegram.org/bots/api#getting-updates: updates are not kept longer than 24 hours. */
const KEPT_MS = 24 * 3_600_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** A method that a bot calls in its answer to an update. https://core.telegram.org/bots/api#making-requests-when-getting-updates */
const callInAnswerSchema = z.looseObject({ method: z.string() });
export type CallInAnswer = z.infer<typeof callInAnswerSchema>;

interface BotDelivery {
  /** Chats whose update is on its way, or waits after a failure: their later updates wait behind it. */
  readonly busy: Set<number>;
  readonly failures: Map<number, number>;
  readonly pauses: Map<number, NodeJS.Timeout>;
  underWay: number;
  /** Where the last update went. */
  webhook: BotAccount['webhook'];
}

/**
 * Brings updates to webhooks: those of one chat one after the other, those of different chats at once, up to the bot's number of connections.
 * What is not answered with 2xx comes again after a pause that grows from a second to a minute.
 */
export class WebhookDelivery {
  readonly #world: World;
  readonly #callInAnswer: (bot: BotAccount, call: CallInAnswer) => void;
  readonly #bots = new Map<number, BotDelivery>();
  readonly #ending = new AbortController();

  constructor(world: World, callInAnswer: (bot: BotAccount, call: CallInAnswer) => void) {
    this.#world = world;
    this.#callInAnswer = callInAnswer;
  }

  wake(bot: BotAccount): void {
    const { webhook } = bot;
    if (webhook === undefined || this.#ending.signal.aborted) return;
    const delivery = this.#deliveryOf(bot.id);
    if (delivery.webhook !== webhook) {
      // A webhook that was set anew is asked at once, whatever the one before it did.
      for (const chatId of [...delivery.pauses.keys()]) endPause(delivery, chatId);
      delivery.failures.clear();
      delivery.webhook = webhook;
    }
    const passed = new Set<number>();
    for (const update of [...bot.pending]) {
      if (delivery.underWay >= webhook.maxConnections) return;
      if (this.#world.nowMs() - update.queuedAtMs > KEPT_MS) {
        drop(bot, update);
        continue;
      }
      if (delivery.busy.has(update.chatId) || passed.has(update.chatId)) continue;
      passed.add(update.chatId);
      delivery.busy.add(update.chatId);
      delivery.underWay += 1;
      void this.#deliver(bot, update, delivery);
    }
  }

  close(): void {
    this.#ending.abort();
    for (const delivery of this.#bots.values())
      for (const chatId of [...delivery.pauses.keys()]) endPause(delivery, chatId);
  }

  async #deliver(bot: BotAccount, update: QueuedUpdate, delivery: BotDelivery): Promise<void> {
    const { webhook } = bot;
    const failure = webhook === undefined ? undefined : await this.#post(bot, webhook, update);
    delivery.underWay -= 1;
    if (this.#ending.signal.aborted) return;
    if (webhook === undefined || (bot.webhook !== webhook && failure !== undefined)) {
      delivery.busy.delete(update.chatId);
    } else if (failure === undefined) {
      drop(bot, update);
      delivery.failures.delete(update.chatId);
      delivery.busy.delete(update.chatId);
    } else {
      bot.lastError = { date: this.#world.nowS, message: failure };
      this.#pause(bot, update.chatId, delivery);
    }
    this.#world.tell({ type: 'overview' });
    this.wake(bot);
  }

  #pause(bot: BotAccount, chatId: number, delivery: BotDelivery): void {
    const failures = (delivery.failures.get(chatId) ?? 0) + 1;
    delivery.failures.set(chatId, failures);
    const timer = setTimeout(
      () => {
        endPause(delivery, chatId);
        this.wake(bot);
      },
      Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)),
    );
    delivery.pauses.set(chatId, timer);
  }

  /** @returns what went wrong, in Telegram's words */
  async #post(
    bot: BotAccount,
    webhook: NonNullable<BotAccount['webhook']>,
    { updateId, kind, payload }: QueuedUpdate,
  ): Promise<string | undefined> {
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          ...(webhook.secretToken === undefined
            ? {}
            : { 'x-telegram-bot-api-secret-token': webhook.secretToken }),
        },
        body: JSON.stringify({ update_id: updateId, [kind]: payload }),
        signal: AbortSignal.any([this.#ending.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      const answer = await response.text();
      if (!response.ok)
        return `Wrong response from the webhook: ${response.status} ${response.statusText}`.trimEnd();
      const call = readCallInAnswer(answer);
      if (call !== undefined) this.#callInAnswer(bot, call);
      return undefined;
    } catch (error) {
      return describeFailure(error);
    }
  }

  #deliveryOf(botId: number): BotDelivery {
    const known = this.#bots.get(botId);
    if (known !== undefined) return known;
    const made: BotDelivery = {
      busy: new Set(),
      failures: new Map(),
      pauses: new Map(),
      underWay: 0,
      webhook: undefined,
    };
    this.#bots.set(botId, made);
    return made;
  }
}

function endPause(delivery: BotDelivery, chatId: number): void {
  clearTimeout(delivery.pauses.get(chatId));
  delivery.pauses.delete(chatId);
  delivery.busy.delete(chatId);
}

function drop(bot: BotAccount, update: QueuedUpdate): void {
  bot.pending = bot.pending.filter((one) => one !== update);
}

function readCallInAnswer(answer: string): CallInAnswer | undefined {
  if (!answer.startsWith('{') || answer.length > MAX_ANSWER_BYTES) return undefined;
  try {
    return callInAnswerSchema.safeParse(JSON.parse(answer)).data;
  } catch {
    return undefined;
  }
}

function describeFailure(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  const text = errorMessage(cause ?? error);
  if (/ECONNREFUSED/.test(text)) return 'Connection refused';
  return /time(d )?out|aborted due to timeout/i.test(text) ? 'Read timeout expired' : text;
}
