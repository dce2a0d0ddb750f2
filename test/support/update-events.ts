import event from '../../events/receive-update.json' with { type: 'json' };

export const SECRET = event.headers['x-telegram-bot-api-secret-token'];

/** An update with a message, as Telegram posts it. */
export function messageUpdate(updateId: number, text: string, chatId = 1): object {
  const command = /^\/\S+/.exec(text)?.[0];
  return {
    update_id: updateId,
    message: {
      message_id: updateId,
      date: 1_795_262_400,
      chat: { id: chatId, type: chatId < 0 ? 'group' : 'private' },
      from: { id: 1, is_bot: false, first_name: 'Ada' },
      text,
      ...(command === undefined
        ? {}
        : { entities: [{ type: 'bot_command', offset: 0, length: command.length }] }),
    },
  };
}

/** The sample event with another body, bot or header. */
export function webhookEvent({
  body,
  bot = 'fleet',
  headers = {},
}: {
  readonly body: string | object;
  readonly bot?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}): object {
  const all: Record<string, string | undefined> = { ...event.headers, ...headers };
  return {
    ...event,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    pathParameters: { bot },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
