import { z } from 'zod';
import { badRequest } from './bot-api-error.ts';
import { commandsFor } from './methods/profile.ts';
import type { PersonActs } from './person-acts.ts';
import type { BotAccount, Conversation, Person } from './state.ts';
import { PersonUnknownError, type World } from './world.ts';

/** What the page asks for: its own protocol, not Telegram's. JSON in, JSON out; all of it under `/page/`. */
const person = z.int();
const chat = z.string().regex(/^(group|\d{1,16})$/);
const languageCode = z.string().regex(/^[a-z]{2}$/, { error: 'a language is two letters, such as en' });

const requestSchemas = {
  say: z.object({ person, chat, text: z.string().max(100_000), replyTo: z.int().optional() }),
  tap: z.object({ person, chat, messageId: z.int(), data: z.string() }),
  contact: z.object({ person, chat }),
  block: z.object({ person, chat, isBlocked: z.boolean() }),
  read: z.object({ person, chat, messageId: z.int() }),
  language: z.object({ person, languageCode }),
  persons: z.object({ firstName: z.string().trim().min(1).max(64), languageCode }),
};

/** Acts of a person, by the last part of the path. */
export function answerAct(acts: PersonActs, name: string, body: unknown): unknown {
  switch (name) {
    case 'say': {
      const { person, chat, text, replyTo } = parse(requestSchemas.say, body);
      return acts.say(person, chat, text, replyTo);
    }
    case 'tap': {
      const { person, chat, messageId, data } = parse(requestSchemas.tap, body);
      return { queryId: acts.tap(person, chat, messageId, data) };
    }
    case 'contact': {
      const { person, chat } = parse(requestSchemas.contact, body);
      return acts.shareContact(person, chat);
    }
    case 'block': {
      const { person, chat, isBlocked } = parse(requestSchemas.block, body);
      acts.block(person, chat, isBlocked);
      return {};
    }
    case 'read': {
      const { person, chat, messageId } = parse(requestSchemas.read, body);
      acts.read(person, chat, messageId);
      return {};
    }
    case 'language': {
      const { person, languageCode } = parse(requestSchemas.language, body);
      acts.changeLanguage(person, languageCode);
      return {};
    }
    case 'persons': {
      const { firstName, languageCode } = parse(requestSchemas.persons, body);
      return acts.addPerson(firstName, languageCode);
    }
    default:
      throw new PersonUnknownError('there is no such act');
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
  return parsed.data;
}

/** Everything but the messages: who there is, and one person's chats. */
export function readOverview(world: World, personId: number): object {
  const { persons, bots } = world.state;
  const current = persons.find(({ id }) => id === personId) ?? persons[0];
  return {
    persons,
    personId: current?.id,
    chats:
      current === undefined
        ? []
        : [
            ...bots.map((bot) => ({
              ...describeBot(bot, current),
              ...describeChat(world.conversationOf(bot.id, current), current),
            })),
            {
              id: 'group',
              title: world.group().chat.title,
              subtitle: [
                ...persons.map(({ firstName }) => firstName),
                ...bots.map((bot) => bot.firstName),
              ].join(', '),
              isGroup: true,
              commands: bots.flatMap((bot) =>
                commandsFor(bot, current.languageCode, true).map(({ command, description }) => ({
                  command: bots.length === 1 ? command : `${command}@${bot.username}`,
                  description,
                })),
              ),
              ...describeChat(world.group(), current),
            },
          ],
  };
}

/** The last messages of a chat. */
export function readMessages(world: World, personId: number, chatName: string): object {
  const conversation = world.conversationFor(personId, chatName);
  return { messages: conversation.messages.slice(-SHOWN_MESSAGES) };
}

const SHOWN_MESSAGES = 200;

function describeBot(bot: BotAccount, { languageCode }: Person): object {
  return {
    id: String(bot.id),
    title: bot.firstName,
    username: bot.username,
    isGroup: false,
    commands: commandsFor(bot, languageCode, false),
    description: bot.descriptions[languageCode] ?? bot.descriptions[''],
    trouble: troubleOf(bot),
  };
}

/** Why a bot is silent, in a line. */
function troubleOf(bot: BotAccount): string | undefined {
  if (bot.pending.length === 0) return undefined;
  if (bot.lastError !== undefined)
    return `${bot.pending.length} waiting for the bot: ${bot.lastError.message}`;
  return bot.webhook === undefined ? `${bot.pending.length} waiting: the bot has set no webhook` : undefined;
}

function describeChat(conversation: Conversation, { id }: Person): object {
  const seen = conversation.readUpTo[id] ?? 0;
  const last = conversation.messages.at(-1);
  return {
    key: conversation.key,
    isBlocked: conversation.isBlocked,
    keyboard: conversation.keyboard,
    unread: conversation.messages.filter((one) => one.message_id > seen && one.from.id !== id).length,
    last:
      last === undefined
        ? undefined
        : { date: last.date, text: last.text ?? last.caption ?? last.document?.file_name ?? 'Contact' },
  };
}
