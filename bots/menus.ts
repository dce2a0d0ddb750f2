import { type BotMenu, menuOf } from '../core/bot/register-webhook.ts';
import { fleetBot } from './fleet/fleet-bot.ts';

/** What Telegram shows of each bot there is: for whoever registers them. */
export const BOT_MENUS: readonly BotMenu[] = [menuOf(fleetBot)];
