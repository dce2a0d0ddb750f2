import { registerWebhook, removeWebhook, webhookUrl } from '../core/bot/register-webhook.ts';
import { BOT_MENUS } from '../bots/menus.ts';
import { type BotApiProcess, startBotApi } from './bot-api-process.ts';
import type { StackContext } from './stack-context.ts';
import { type Polling, startPolling } from './telegram-polling.ts';
import type { LocalTelegram } from './telegram-variables.ts';

/** The emulator, when the bots have nobody else to speak to. */
export function runBotApi(
  { options, paths, environment, guardian, parts, steps, register, openLog }: StackContext,
  { source, tokens }: LocalTelegram,
  port: number,
): Promise<BotApiProcess | undefined> {
  if (source !== 'emulator') return Promise.resolve(undefined);
  return steps.run('bot-api', Promise.resolve(), async () => {
    const started = await startBotApi({
      entryPath: paths.botApiEntry,
      port,
      dataDir: paths.botApi,
      tokens,
      env: environment.base,
      cwd: options.rootDir,
      log: openLog('bot-api'),
      guardian,
      onPid: (pid) => register.setPid('bot-api', pid),
    });
    parts.add('bot-api', () => started.stop());
    return started;
  });
}

/**
 * Brings the bots' updates to their webhooks: the emulator is told where they are, Telegram is asked. At the caller's own API root nothing is
 * set: whoever emulates there knows where to send.
 */
export async function connectBots(
  { parts, openLog }: StackContext,
  { source, tokens, webhookSecret }: LocalTelegram,
  addresses: { readonly httpUrl: string; readonly botApiUrl: string | undefined },
): Promise<void> {
  if (source === 'caller') return;
  const menus = BOT_MENUS.flatMap((menu) => {
    const token = tokens.get(menu.id);
    return token === undefined ? [] : [{ menu, token }];
  });
  const target = { baseUrl: addresses.httpUrl, secret: webhookSecret };
  if (source === 'emulator') {
    for (const { menu, token } of menus)
      await registerWebhook({ token, apiRoot: addresses.botApiUrl }, menu, target);
    return;
  }
  const logFile = openLog('telegram-polling');
  const log = (line: string): void => logFile.write(`${new Date().toISOString()} ${line}\n`);
  const polls: Polling[] = menus.map(({ menu, token }) =>
    startPolling({
      bot: menu.id,
      token,
      webhookUrl: webhookUrl(target, menu.id),
      webhookSecret,
      prepare: async () => {
        const before = await removeWebhook({ token, apiRoot: undefined }, menu);
        if (before !== undefined)
          log(
            `${menu.id}: its webhook at ${before} was taken away; npm run ops -- set-webhook sets it again`,
          );
      },
      log,
    }),
  );
  parts.add('telegram-polling', async () => {
    await Promise.all(polls.map((polling) => polling.stop()));
    await logFile.close();
  });
}
