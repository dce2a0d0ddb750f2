import * as z from 'zod';

/**
 * Telegram's login without its script: the browser goes there and comes back with what its button would have handed over, in the address
 * behind the `#`, which is sent to no server.
 */
export function telegramLoginUrl(botId: number, origin: string): string {
  const url = new URL('https://oauth.telegram.org/auth');
  url.searchParams.set('bot_id', String(botId));
  url.searchParams.set('origin', origin);
  url.searchParams.set('request_access', 'write');
  url.searchParams.set('return_to', `${origin}/`);
  return url.href;
}

export type TelegramReturn =
  /** Fields of the login button, signed by Telegram. */
  | { readonly kind: 'login'; readonly fields: Readonly<Record<string, unknown>> }
  /** The page runs as a Mini App: `initData`, signed by Telegram. */
  | { readonly kind: 'mini-app'; readonly initData: string };

const fieldsShape = z.record(z.string(), z.unknown());

/** What Telegram put behind the `#` of the address. */
export function readTelegramReturn(hash: string): TelegramReturn | undefined {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const initData = parameters.get('tgWebAppData');
  if (initData !== null && initData !== '') return { kind: 'mini-app', initData };
  const result = parameters.get('tgAuthResult');
  if (result === null) return undefined;
  const parsed = fieldsShape.safeParse(decode(result));
  return parsed.success ? { kind: 'login', fields: parsed.data } : undefined;
}

/** JSON in UTF-8 in base64, of either alphabet. */
function decode(base64: string): unknown {
  try {
    const bytes = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (each) => each.charCodeAt(0))));
  } catch {
    return undefined;
  }
}
