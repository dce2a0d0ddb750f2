import { badRequest } from './bot-api-error.ts';
import { formatText } from './entities/format-text.ts';
import type { FileStore } from './files.ts';
import { keepFile } from './methods/files.ts';
import type { UploadedFile } from './parameters.ts';
import type { BotAccount, Conversation, Message, Person } from './state.ts';
import { type MessageContent, userOfBot, userOfPerson, type World } from './world.ts';

const MAX_TEXT_CHARACTERS = 4_096;
const MAX_PERSONS = 50;

/** What a person does in the page, and what the bots hear of it. */
export class PersonActs {
  readonly #world: World;
  readonly #files: FileStore;

  constructor(world: World, files: FileStore) {
    this.#world = world;
    this.#files = files;
  }

  /**
   * @param chat `group`, or the number of a bot
   * @param replyTo id of the message that is answered
   * @throws BotApiError
   */
  say(personId: number, chat: string, source: string, replyTo?: number): Message {
    const { text, entities } = formatText(source, undefined);
    if (text === '') throw badRequest('message text is empty');
    if (text.length > MAX_TEXT_CHARACTERS) throw badRequest('message is too long');
    return this.#send(personId, chat, { text, entities: [...entities] }, replyTo);
  }

  shareContact(personId: number, chat: string): Message {
    const person = this.#world.person(personId);
    return this.#send(personId, chat, {
      contact: { phone_number: person.phoneNumber, first_name: person.firstName, user_id: person.id },
    });
  }

  async sendFile(personId: number, chat: string, file: UploadedFile): Promise<Message> {
    this.#open(personId, chat);
    const document = await keepFile({ world: this.#world, files: this.#files }, file);
    return this.#send(personId, chat, { document });
  }

  /** @returns id of the query, which the page shows as under way until it is answered */
  tap(personId: number, chat: string, messageId: number, data: string): string {
    const { person, conversation } = this.#open(personId, chat);
    const message = this.#world.find(conversation, messageId);
    const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
    if (message === undefined || !buttons.some(({ callback_data }) => callback_data === data))
      throw badRequest('there is no such button any more');
    const bot = this.#world.bot(message.from.id);
    const query = this.#world.openQuery(bot.id);
    this.#world.enqueue(bot, {
      chatId: conversation.chat.id,
      kind: 'callback_query',
      payload: {
        id: query.id,
        from: userOfPerson(person),
        message: structuredClone(message),
        chat_instance: String(conversation.chat.id),
        data,
      },
    });
    return query.id;
  }

  block(personId: number, chat: string, isBlocked: boolean): void {
    const person = this.#world.person(personId);
    const conversation = this.#world.conversationFor(personId, chat);
    const { botId } = conversation;
    if (botId === undefined) throw badRequest('only a bot can be blocked');
    if (conversation.isBlocked === isBlocked) return;
    conversation.isBlocked = isBlocked;
    const bot = this.#world.bot(botId);
    const [before, after] = isBlocked ? ['member', 'kicked'] : ['kicked', 'member'];
    const member = (status: string | undefined): object => ({
      user: userOfBot(bot),
      status,
      ...(status === 'kicked' ? { until_date: 0 } : {}),
    });
    this.#world.enqueue(bot, {
      chatId: conversation.chat.id,
      kind: 'my_chat_member',
      payload: {
        chat: conversation.chat,
        from: userOfPerson(person),
        date: this.#world.nowS,
        old_chat_member: member(before),
        new_chat_member: member(after),
      },
    });
    this.#world.tell({ type: 'overview' });
  }

  read(personId: number, chat: string, messageId: number): void {
    const conversation = this.#world.conversationFor(personId, chat);
    const before = conversation.readUpTo[personId] ?? 0;
    if (messageId > before) conversation.readUpTo[personId] = messageId;
  }

  addPerson(firstName: string, languageCode: string): Person {
    const { persons } = this.#world.state;
    if (persons.length >= MAX_PERSONS) throw badRequest(`at most ${MAX_PERSONS} persons`);
    const id = Math.max(...persons.map((one) => one.id)) + 1;
    const person: Person = {
      id,
      firstName,
      username: `person_${id}`,
      languageCode,
      phoneNumber: `+1555${String(id).padStart(7, '0')}`,
    };
    this.#world.addPerson(person);
    return person;
  }

  changeLanguage(personId: number, languageCode: string): void {
    this.#world.person(personId).languageCode = languageCode;
    this.#world.tell({ type: 'overview' });
  }

  #open(personId: number, chat: string): { person: Person; conversation: Conversation } {
    const person = this.#world.person(personId);
    const conversation = this.#world.conversationFor(personId, chat);
    if (conversation.isBlocked) throw badRequest('you have blocked this bot: unblock it first');
    return { person, conversation };
  }

  #send(personId: number, chat: string, content: MessageContent, replyTo?: number): Message {
    const { person, conversation } = this.#open(personId, chat);
    conversation.isStarted = true;
    const answered = replyTo === undefined ? undefined : this.#world.find(conversation, replyTo);
    const message = this.#world.add(conversation, userOfPerson(person), {
      ...content,
      ...(answered === undefined ? {} : { reply_to_message: { ...answered, reply_to_message: undefined } }),
    });
    this.read(personId, chat, message.message_id);
    if (conversation.keyboard?.one_time_keyboard === true) this.#world.setKeyboard(conversation, undefined);
    for (const bot of this.#hearers(conversation, message))
      this.#world.enqueue(bot, {
        chatId: conversation.chat.id,
        kind: 'message',
        payload: structuredClone(message),
      });
    return message;
  }

  /**
   * In a group a bot hears only what is for it (https://core.telegram.org/bots/features#privacy-mode): answers to its messages, commands
   * with its name, and those without a name when it was the last bot that spoke; if none has spoken, all of them.
   */
  #hearers(conversation: Conversation, message: Message): BotAccount[] {
    if (conversation.botId !== undefined) return [this.#world.bot(conversation.botId)];
    const { bots } = this.#world.state;
    const answered = conversation.messages.find(
      (one) => one.message_id === message.reply_to_message?.message_id,
    );
    if (answered?.from.is_bot === true) return bots.filter(({ id }) => id === answered.from.id);
    const command = /^\/\w+(?:@(\w+))?/.exec(message.text ?? '');
    if (command === null) return [];
    const name = command[1]?.toLowerCase();
    if (name !== undefined) return bots.filter(({ username }) => username.toLowerCase() === name);
    const lastSpeaker = conversation.messages.findLast(({ from }) => from.is_bot)?.from.id;
    return lastSpeaker === undefined ? bots : bots.filter(({ id }) => id === lastSpeaker);
  }
}
