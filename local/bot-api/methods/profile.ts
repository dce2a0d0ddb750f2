import { z } from 'zod';
import { badRequest } from '../bot-api-error.ts';
import { chatId, integer, structure } from '../parameters.ts';
import type { BotAccount } from '../state.ts';
import { GROUP_ID, userOfBot, userOfPerson } from '../world.ts';
import { method } from './method.ts';

const MAX_COMMANDS = 100;

export const getMe = method(z.object({}), ({ bot }) => ({
  ...userOfBot(bot),
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
}));

const place = {
  scope: structure(z.object({ type: z.string(), chat_id: chatId.optional() }).optional()),
  language_code: z
    .string()
    .regex(/^([a-z]{2})?$/, { error: 'invalid language code specified' })
    .default(''),
};

const commandsSchema = structure(
  z
    .array(
      z.object({
        command: z.string().regex(/^[a-z0-9_]{1,32}$/, { error: 'BOT_COMMAND_INVALID' }),
        description: z
          .string()
          .trim()
          .min(1, { error: 'BOT_COMMAND_DESCRIPTION_INVALID' })
          .max(256, { error: 'BOT_COMMAND_DESCRIPTION_INVALID' }),
      }),
    )
    .max(MAX_COMMANDS, { error: 'BOT_COMMANDS_TOO_MUCH' }),
);

export const setMyCommands = method(z.object({ ...place, commands: commandsSchema }), (call, parameters) => {
  const at = placeOf(parameters);
  const others = call.bot.commandLists.filter((one) => !isAt(one, at));
  call.bot.commandLists = [...others, { ...at, commands: parameters.commands }];
  call.world.tell({ type: 'overview' });
  return true;
});

export const getMyCommands = method(
  z.object(place),
  ({ bot }, parameters) => bot.commandLists.find((one) => isAt(one, placeOf(parameters)))?.commands ?? [],
);

export const deleteMyCommands = method(z.object(place), ({ world, bot }, parameters) => {
  bot.commandLists = bot.commandLists.filter((one) => !isAt(one, placeOf(parameters)));
  world.tell({ type: 'overview' });
  return true;
});

export const setMyDescription = method(
  z.object({ description: z.string().max(512).default(''), language_code: place.language_code }),
  ({ world, bot }, { description, language_code }) => {
    bot.descriptions[language_code] = description;
    world.tell({ type: 'overview' });
    return true;
  },
);

export const setMyShortDescription = method(
  z.object({ short_description: z.string().max(120).default(''), language_code: place.language_code }),
  ({ world, bot }, { short_description, language_code }) => {
    bot.shortDescriptions[language_code] = short_description;
    world.tell({ type: 'overview' });
    return true;
  },
);

export const getChat = method(z.object({ chat_id: chatId }), ({ world, bot }, parameters) => ({
  ...world.openTo(bot, parameters.chat_id).chat,
  accent_color_id: 0,
  max_reaction_count: 11,
}));

export const getChatMember = method(
  z.object({ chat_id: chatId, user_id: integer }),
  ({ world, bot }, parameters) => {
    const { chat } = world.openTo(bot, parameters.chat_id);
    if (parameters.user_id === bot.id) return { status: 'member', user: userOfBot(bot) };
    const person = world.state.persons.find(({ id }) => id === parameters.user_id);
    const isHere = person !== undefined && (chat.id === GROUP_ID || chat.id === person.id);
    if (!isHere) throw badRequest('member not found');
    // The group's first person made it.
    const isCreator = chat.id === GROUP_ID && person.id === world.state.persons[0]?.id;
    return {
      status: isCreator ? 'creator' : 'member',
      user: userOfPerson(person),
      ...(isCreator ? { is_anonymous: false } : {}),
    };
  },
);

/** The list that Telegram shows to a person: in their language, else the one for all. */
export function commandsFor(
  { commandLists }: BotAccount,
  languageCode: string,
  isGroup: boolean,
): readonly { readonly command: string; readonly description: string }[] {
  const scopes = [isGroup ? 'all_group_chats' : 'all_private_chats', 'default'];
  for (const scope of scopes)
    for (const language of [languageCode, '']) {
      const list = commandLists.find((one) => one.scope === scope && one.languageCode === language);
      if (list !== undefined) return list.commands;
    }
  return [];
}

interface Place {
  readonly scope: string;
  readonly languageCode: string;
}

function placeOf(parameters: {
  readonly scope?: { readonly type: string; readonly chat_id?: number | string | undefined } | undefined;
  readonly language_code: string;
}): Place {
  const { type = 'default', chat_id } = parameters.scope ?? {};
  return {
    scope: chat_id === undefined ? type : `${type}:${chat_id}`,
    languageCode: parameters.language_code,
  };
}

function isAt(one: Place, other: Place): boolean {
  return one.scope === other.scope && one.languageCode === other.languageCode;
}
