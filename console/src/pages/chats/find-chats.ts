import * as z from 'zod';
import { signInWays } from '../../../../core/api/auth/auth-shapes.ts';
import { sendRequest } from '../../api/send-request.ts';

/** Where one speaks with the bots: a page of this machine, or Telegram. */
export type Chats =
  | { readonly kind: 'local'; readonly url: string }
  | { readonly kind: 'telegram'; readonly botName: string | null };

const address = z.object({ url: z.url({ protocol: /^https?$/ }).nullable() });

export async function findChats(signal: AbortSignal): Promise<Chats> {
  const { body: ways } = await sendRequest({ path: '/api/auth/ways', answer: signInWays, signal }, undefined);
  if (ways.devLogin) {
    // Of the local runner; elsewhere there is no such path.
    const { body } = await sendRequest({ path: '/chats/address', answer: address, signal }, undefined);
    if (body.url !== null) return { kind: 'local', url: body.url };
  }
  return { kind: 'telegram', botName: ways.telegramBotName };
}
