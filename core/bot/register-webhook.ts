import * as z from 'zod';
import { builtinBot } from './builtin/builtin-part.ts';
import type { BotDefinition } from './define-bot.ts';
import type { ListedCommand } from './routing/mount-part.ts';
import { platformPart } from './routing/platform-part.ts';
import { openTelegramClient, type TelegramClient } from './sending/telegram-client.ts';
import type { Language } from './turn.ts';

/** What the bots answer; of all else Telegram need not tell them. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

/** Telegram's default: a function for each of so many chats at a time is far below what the API lets in. */
const MAX_CONNECTIONS = 40;

/** In Telegram's menu, by language; those who speak neither get the English one. */
export interface BotMenu {
  /** As in the path of its webhook and in the secret with the tokens. */
  readonly id: string;
  readonly commands: Readonly<Record<Language, readonly MenuCommand[]>>;
}

export interface MenuCommand {
  readonly command: string;
  readonly description: string;
}

type Listing<S, K extends string> = Pick<BotDefinition<S, K>, 'id' | 'commands' | 'texts'>;

/** What Telegram is to show of a bot: its own commands, then those that every bot has. */
export function menuOf<S, K extends string>(definition: Listing<S, K>): BotMenu {
  const platform = platformPart(() => []);
  const list = (language: Language): MenuCommand[] =>
    listed([
      ...commandsOf(definition, language),
      ...commandsOf(builtinBot, language),
      ...platform.listCommands(language),
    ]);
  return { id: definition.id, commands: { en: list('en'), ru: list('ru') } };
}

function commandsOf<S, K extends string>(
  { commands, texts }: Listing<S, K>,
  language: Language,
): ListedCommand[] {
  return commands.map(({ name, description }) => ({
    name,
    description: description === undefined ? undefined : texts.in(language).plain(description),
  }));
}

/** Each name once, the first that has it; those without a description are not shown. */
function listed(all: readonly ListedCommand[]): MenuCommand[] {
  const byName = new Map<string, ListedCommand>();
  for (const one of all) if (!byName.has(one.name)) byName.set(one.name, one);
  return [...byName.values()].flatMap(({ name, description }) =>
    description === undefined ? [] : [{ command: name, description }],
  );
}

/** Where a bot's updates are to go. */
export interface WebhookTarget {
  /** `https://host`, without a path. */
  readonly baseUrl: string;
  /** Comes back in the header of each update. */
  readonly secret: string;
}

export interface BotAccess {
  readonly token: string;
  /** Default: Telegram. */
  readonly apiRoot: string | undefined;
}

/** Telegram did not take it; says which call and why, never the token. */
export class WebhookNotSetError extends Error {
  override readonly name = 'WebhookNotSetError';
}

const infoSchema = z.object({
  url: z.string(),
  pending_update_count: z.number(),
  last_error_date: z.number().optional(),
  last_error_message: z.string().optional(),
  max_connections: z.number().optional(),
  allowed_updates: z.array(z.string()).optional(),
});

/** As Telegram has it now. https://core.telegram.org/bots/api#webhookinfo */
export type WebhookInfo = z.infer<typeof infoSchema>;

export function webhookUrl({ baseUrl }: Pick<WebhookTarget, 'baseUrl'>, botId: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/telegram/${botId}`;
}

/**
 * Sets a bot's webhook and its menus. What waits at Telegram is kept. To do it again changes nothing.
 * @throws WebhookNotSetError
 */
export async function registerWebhook(
  access: BotAccess,
  menu: BotMenu,
  target: WebhookTarget,
): Promise<WebhookInfo> {
  const call = caller(access, menu.id);
  await call('setWebhook', {
    url: webhookUrl(target, menu.id),
    secret_token: target.secret,
    allowed_updates: ALLOWED_UPDATES,
    max_connections: MAX_CONNECTIONS,
    drop_pending_updates: false,
  });
  await setMenus(call, menu);
  return infoSchema.parse(await call('getWebhookInfo', {}));
}

/**
 * Takes a bot's webhook away, so that its updates can be asked for, and sets its menus. What waits at Telegram is kept.
 * @returns where the webhook led; undefined when there was none
 * @throws WebhookNotSetError
 */
export async function removeWebhook(access: BotAccess, menu: BotMenu): Promise<string | undefined> {
  const call = caller(access, menu.id);
  const { url } = infoSchema.parse(await call('getWebhookInfo', {}));
  await call('deleteWebhook', { drop_pending_updates: false });
  await setMenus(call, menu);
  return url === '' ? undefined : url;
}

type Call = (method: string, payload: object) => Promise<unknown>;

async function setMenus(call: Call, { commands }: BotMenu): Promise<void> {
  await call('setMyCommands', { commands: commands.en });
  await call('setMyCommands', { commands: commands.ru, language_code: 'ru' });
}

function caller({ token, apiRoot }: BotAccess, botId: string): Call {
  const client: TelegramClient = openTelegramClient(token, apiRoot);
  return async (method, payload) => {
    const outcome = await client.call(method, payload);
    if (outcome.kind === 'done') return outcome.result;
    const why = 'why' in outcome ? outcome.why : outcome.kind;
    throw new WebhookNotSetError(`${botId}: ${method} was not done: ${why}`);
  };
}
