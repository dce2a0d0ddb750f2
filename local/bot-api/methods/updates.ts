import { z } from 'zod';
import { badRequest, BotApiError } from '../bot-api-error.ts';
import { flag, integer, structure } from '../parameters.ts';
import { method } from './method.ts';

const MAX_CONNECTIONS = 100;
const DEFAULT_CONNECTIONS = 40;
const MAX_UPDATES = 100;
const MAX_POLL_S = 50;

const allowedUpdates = structure(z.array(z.string()).optional());

export const setWebhook = method(
  z.object({
    url: z.string().default(''),
    secret_token: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,256}$/, { error: 'secret token contains unallowed characters' })
      .optional(),
    max_connections: integer.default(DEFAULT_CONNECTIONS),
    allowed_updates: allowedUpdates,
    drop_pending_updates: flag.default(false),
  }),
  ({ world, bot, polls }, parameters) => {
    if (parameters.drop_pending_updates) bot.pending = [];
    bot.allowedUpdates = parameters.allowed_updates ?? bot.allowedUpdates;
    delete bot.lastError;
    if (parameters.url === '') {
      delete bot.webhook;
      return true;
    }
    if (!isWebhookUrl(parameters.url))
      throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
    polls.end(bot.id, new BotApiError(409, 'Conflict: terminated by setWebhook request'));
    bot.webhook = {
      url: parameters.url,
      ...(parameters.secret_token === undefined ? {} : { secretToken: parameters.secret_token }),
      maxConnections: Math.min(MAX_CONNECTIONS, Math.max(1, parameters.max_connections)),
    };
    world.wake(bot);
    return true;
  },
);

export const deleteWebhook = method(
  z.object({ drop_pending_updates: flag.default(false) }),
  ({ bot }, parameters) => {
    if (parameters.drop_pending_updates) bot.pending = [];
    delete bot.webhook;
    delete bot.lastError;
    return true;
  },
);

export const getWebhookInfo = method(z.object({}), ({ bot }) => ({
  url: bot.webhook?.url ?? '',
  has_custom_certificate: false,
  pending_update_count: bot.pending.length,
  ...(bot.lastError === undefined
    ? {}
    : { last_error_date: bot.lastError.date, last_error_message: bot.lastError.message }),
  ...(bot.webhook === undefined ? {} : { max_connections: bot.webhook.maxConnections }),
  ...(bot.allowedUpdates.length === 0 ? {} : { allowed_updates: bot.allowedUpdates }),
}));

export const getUpdates = method(
  z.object({
    offset: integer.default(0),
    limit: integer.default(MAX_UPDATES),
    timeout: integer.default(0),
    allowed_updates: allowedUpdates,
  }),
  async ({ bot, polls, signal }, { offset, limit, timeout, allowed_updates }) => {
    if (bot.webhook !== undefined)
      throw new BotApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    bot.allowedUpdates = allowed_updates ?? bot.allowedUpdates;
    const timeoutMs = Math.min(MAX_POLL_S, Math.max(0, timeout)) * 1_000;
    const found = await polls.wait(
      bot,
      { offset, limit: Math.min(MAX_UPDATES, Math.max(1, limit)) },
      timeoutMs,
      signal,
    );
    return found.map(({ updateId, kind, payload }) => ({ update_id: updateId, [kind]: payload }));
  },
);

/** Telegram wants HTTPS. On one machine nobody has a certificate, and nobody listens on loopback but this machine. */
function isWebhookUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  return (
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname))
  );
}
