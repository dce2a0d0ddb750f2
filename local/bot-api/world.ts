import { randomInt, randomUUID } from 'node:crypto';
import { badRequest, BotApiError } from './bot-api-error.ts';
import type {
  BotAccount,
  Conversation,
  InlineKeyboard,
  Message,
  Person,
  QueuedUpdate,
  ReplyKeyboard,
  State,
  User,
} from './state.ts';

export const GROUP_ID = -1_001_000_000_001;
const GROUP_KEY = 'group';

/** Older messages of a chat are forgotten: a benchmark must not fill the memory. */
const MAX_MESSAGES_PER_CHAT = 1_000;

/** How long a tap waits for its answer. Telegram names no figure; bots see less than a minute. */
const QUERY_LIFE_MS = 60_000;

/** What the page hears of. */
export type WorldEvent =
  | { readonly type: 'message' | 'edited'; readonly chat: string; readonly message: Message }
  | { readonly type: 'deleted'; readonly chat: string; readonly messageId: number }
  | { readonly type: 'action'; readonly chat: string; readonly action: string; readonly name: string }
  | {
      readonly type: 'answer';
      readonly queryId: string;
      readonly text: string | undefined;
      readonly isAlert: boolean;
      readonly url: string | undefined;
    }
  /** Persons, bots, keyboards, blocks: ask for the overview again. */
  | { readonly type: 'overview' };

export interface CallbackQuery {
  readonly id: string;
  readonly botId: number;
  readonly askedAtMs: number;
}

/** What a message holds besides what the chat gives it. */
export type MessageContent = Partial<
  Pick<
    Message,
    | 'text'
    | 'entities'
    | 'document'
    | 'photo'
    | 'caption'
    | 'caption_entities'
    | 'contact'
    | 'reply_markup'
    | 'reply_to_message'
  >
>;

export interface WorldOptions {
  readonly state: State;
  readonly nowMs: () => number;
  /** Local names of bots, by the number before the colon of their token. */
  readonly botNames: ReadonlyMap<number, string>;
  /** Whoever a bot writes to is there and has started it, and every tap is one: for benchmarks, whose people have no page. */
  readonly admitsAnyone: boolean;
}

/** Bots, persons, chats and what waits to be delivered, in memory. Listeners keep the page, the bots and the snapshot up to date. */
export class World {
  readonly state: State;
  readonly nowMs: () => number;
  readonly #options: WorldOptions;
  readonly #queries = new Map<string, CallbackQuery>();
  readonly #onEvent = new Set<(event: WorldEvent) => void>();
  readonly #onUpdate = new Set<(bot: BotAccount) => void>();
  readonly #byKey: Map<string, Conversation>;
  readonly #bots: Map<number, BotAccount>;
  readonly #persons: Map<number, Person>;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.state = options.state;
    this.nowMs = options.nowMs;
    this.#byKey = new Map(this.state.conversations.map((one) => [one.key, one]));
    this.#bots = new Map(this.state.bots.map((one) => [one.id, one]));
    this.#persons = new Map(this.state.persons.map((one) => [one.id, one]));
    for (const id of options.botNames.keys()) this.bot(id);
  }

  get nowS(): number {
    return Math.floor(this.nowMs() / 1_000);
  }

  onEvent(listener: (event: WorldEvent) => void): () => void {
    this.#onEvent.add(listener);
    return () => this.#onEvent.delete(listener);
  }

  /** Told of a bot that has something to be delivered, or whose webhook was changed. */
  onUpdate(listener: (bot: BotAccount) => void): void {
    this.#onUpdate.add(listener);
  }

  tell(event: WorldEvent): void {
    for (const listener of this.#onEvent) listener(event);
  }

  wake(bot: BotAccount): void {
    for (const listener of this.#onUpdate) listener(bot);
  }

  /** Any bot is there as soon as it is asked for. */
  bot(id: number): BotAccount {
    const name = this.#options.botNames.get(id);
    const known = this.#bots.get(id);
    if (known !== undefined) return known;
    const bot: BotAccount = {
      id,
      firstName: name === undefined ? `Bot ${id}` : name.slice(0, 1).toUpperCase() + name.slice(1),
      username: name === undefined ? `bot_${id}_bot` : `${name}_local_bot`,
      allowedUpdates: [],
      commandLists: [],
      descriptions: {},
      shortDescriptions: {},
      // Ids of a new world must not be those of an older one: bots remember what they have seen for a day.
      nextUpdateId: this.nowS,
      pending: [],
    };
    this.#bots.set(id, bot);
    this.state.bots.push(bot);
    this.tell({ type: 'overview' });
    return bot;
  }

  /** @throws PersonUnknownError */
  person(id: number): Person {
    const person = this.#persons.get(id);
    if (person === undefined) throw new PersonUnknownError(`there is no person ${id}`);
    return person;
  }

  addPerson(person: Person): void {
    this.#persons.set(person.id, person);
    this.state.persons.push(person);
    this.tell({ type: 'overview' });
  }

  conversationOf(botId: number, person: Person): Conversation {
    return this.#conversation(`${botId}:${person.id}`, () => ({
      chat: { id: person.id, type: 'private', first_name: person.firstName, username: person.username },
      botId,
      personId: person.id,
    }));
  }

  group(): Conversation {
    return this.#conversation(GROUP_KEY, () => ({
      chat: { id: GROUP_ID, type: 'supergroup', title: 'Everyone' },
    }));
  }

  /** A chat as a person names it: `group`, or the number of a bot. */
  conversationFor(personId: number, name: string): Conversation {
    const person = this.person(personId);
    return name === GROUP_KEY ? this.group() : this.conversationOf(this.#knownBot(Number(name)).id, person);
  }

  /**
   * Where a bot may write.
   * @throws BotApiError as Telegram refuses it
   */
  openTo(bot: BotAccount, chatId: number | string): Conversation {
    const conversation = this.#find(bot, chatId);
    if (conversation.isBlocked) throw new BotApiError(403, 'Forbidden: bot was blocked by the user');
    if (conversation.botId !== undefined && !conversation.isStarted && !this.#options.admitsAnyone)
      throw new BotApiError(403, "Forbidden: bot can't initiate conversation with a user");
    return conversation;
  }

  /** @throws BotApiError `chat not found` */
  #find(bot: BotAccount, chatId: number | string): Conversation {
    const id = Number(chatId);
    if (id === GROUP_ID) return this.group();
    const person = this.#persons.get(id);
    if (person !== undefined) return this.conversationOf(bot.id, person);
    if (!this.#options.admitsAnyone || !Number.isSafeInteger(id) || id <= 0)
      throw badRequest('chat not found');
    // Not among the persons of the page: there may be tens of thousands.
    return this.conversationOf(bot.id, {
      id,
      firstName: `Person ${id}`,
      username: `person_${id}`,
      languageCode: 'en',
      phoneNumber: `+${id}`,
    });
  }

  add(conversation: Conversation, from: User, content: MessageContent): Message {
    const message: Message = {
      message_id: conversation.nextMessageId,
      from,
      chat: conversation.chat,
      date: this.nowS,
      ...content,
    };
    conversation.nextMessageId += 1;
    conversation.messages.push(message);
    if (conversation.messages.length > MAX_MESSAGES_PER_CHAT) conversation.messages.shift();
    this.tell({ type: 'message', chat: conversation.key, message });
    return message;
  }

  find(conversation: Conversation, messageId: number): Message | undefined {
    return conversation.messages.find((one) => one.message_id === messageId);
  }

  remove(conversation: Conversation, messageId: number): void {
    conversation.messages = conversation.messages.filter((one) => one.message_id !== messageId);
    this.tell({ type: 'deleted', chat: conversation.key, messageId });
  }

  setKeyboard(conversation: Conversation, keyboard: ReplyKeyboard | undefined): void {
    conversation.keyboard = keyboard;
    this.tell({ type: 'overview' });
  }

  replaceButtons(message: Message, keyboard: InlineKeyboard | undefined): void {
    if (keyboard === undefined || keyboard.inline_keyboard.length === 0) delete message.reply_markup;
    else message.reply_markup = keyboard;
  }

  enqueue(bot: BotAccount, update: Pick<QueuedUpdate, 'chatId' | 'kind' | 'payload'>): void {
    if (bot.allowedUpdates.length > 0 && !bot.allowedUpdates.includes(update.kind)) return;
    bot.pending.push({ ...update, updateId: bot.nextUpdateId, queuedAtMs: this.nowMs() });
    bot.nextUpdateId += 1;
    this.wake(bot);
  }

  openQuery(botId: number): CallbackQuery {
    const query = { id: String(randomInt(2 ** 47)), botId, askedAtMs: this.nowMs() };
    this.#queries.set(query.id, query);
    for (const [id, { askedAtMs }] of this.#queries)
      if (this.nowMs() - askedAtMs > QUERY_LIFE_MS) this.#queries.delete(id);
    return query;
  }

  hasQuery(botId: number, id: string): boolean {
    // Whose taps did not come from the page.
    if (this.#options.admitsAnyone) return true;
    const query = this.#queries.get(id);
    return query?.botId === botId && this.nowMs() - query.askedAtMs <= QUERY_LIFE_MS;
  }

  newFileId(): string {
    return randomUUID();
  }

  #knownBot(id: number): BotAccount {
    const bot = this.#bots.get(id);
    if (bot === undefined) throw new PersonUnknownError(`there is no chat ${id}`);
    return bot;
  }

  #conversation(key: string, make: () => Pick<Conversation, 'chat' | 'botId' | 'personId'>): Conversation {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const conversation: Conversation = {
      key,
      ...make(),
      messages: [],
      nextMessageId: 1,
      isStarted: false,
      isBlocked: false,
      readUpTo: {},
    };
    this.#byKey.set(key, conversation);
    this.state.conversations.push(conversation);
    return conversation;
  }
}

/** The page names somebody or something that is not there. */
export class PersonUnknownError extends Error {
  override readonly name = 'PersonUnknownError';
}

export function userOfBot(bot: BotAccount): User {
  return { id: bot.id, is_bot: true, first_name: bot.firstName, username: bot.username };
}

export function userOfPerson(person: Person): User {
  return {
    id: person.id,
    is_bot: false,
    first_name: person.firstName,
    username: person.username,
    language_code: person.languageCode,
  };
}
