import * as z from 'zod';
import type { FleetBot } from '../../core/api/fleet-bot.ts';

const TELEGRAM_ROOT = 'https://api.telegram.org';

/** A page waits for it, and does without. */
const TIMEOUT_MS = 2_000;

/** While Telegram does not answer, not everybody waits for it. */
const ASK_AGAIN_MS = 60_000;

const meSchema = z.object({ result: z.object({ username: z.string().regex(/^\w{1,64}$/) }) });

export interface FleetBotSource {
  /** Undefined: there is none yet. */
  readonly readToken: () => Promise<string | undefined>;
  /** Undefined: Telegram. */
  readonly apiRoot: string | undefined;
  readonly nowMs: () => number;
}

/** The fleet bot as pages have to know it. Its name is asked of Telegram once a container and token. */
export function openFleetBot({ readToken, apiRoot, nowMs }: FleetBotSource): FleetBot {
  let known: { readonly token: string; readonly username: string } | undefined;
  let askAgainMs = 0;
  return {
    readToken,
    isOfTelegram: apiRoot === undefined || apiRoot === TELEGRAM_ROOT,
    async readUsername() {
      const token = await readToken();
      if (token === undefined) return undefined;
      if (known?.token === token) return known.username;
      if (nowMs() < askAgainMs) return undefined;
      askAgainMs = nowMs() + ASK_AGAIN_MS;
      const username = await askUsername(apiRoot ?? TELEGRAM_ROOT, token);
      if (username !== undefined) known = { token, username };
      return username;
    },
  };
}

/** @returns undefined for whatever goes wrong: the address with the token in it is in no error */
async function askUsername(apiRoot: string, token: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${apiRoot}/bot${token}/getMe`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return meSchema.safeParse(await answer.json()).data?.result.username;
  } catch {
    return undefined;
  }
}
