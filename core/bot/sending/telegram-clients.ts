import { openTelegramClient, type TelegramClient } from './telegram-client.ts';

/**
 * Clients by bot. A token that was changed is in use as soon as `readTokens` knows it.
 * @returns `undefined` for a bot without a token
 */
export function openTelegramClients(
  readTokens: () => Promise<Readonly<Record<string, string>>>,
  apiRoot: string | undefined,
): (bot: string) => Promise<TelegramClient | undefined> {
  const clients = new Map<string, { readonly token: string; readonly client: TelegramClient }>();
  return async (bot) => {
    const token = (await readTokens())[bot];
    if (token === undefined) return undefined;
    const known = clients.get(bot);
    if (known?.token === token) return known.client;
    const client = openTelegramClient(token, apiRoot);
    clients.set(bot, { token, client });
    return client;
  };
}
