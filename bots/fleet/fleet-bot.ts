import { Composer } from 'telegraf';
import type { Bot } from '../../core/bot/bot.ts';
import type { FleetOverview } from '../../core/fleet/read-fleet-overview.ts';
import { HELP_TEXT, refusalText, START_TEXT, statusText } from './texts.ts';

export interface FleetBotNeeds {
  readonly readOverview: () => Promise<FleetOverview>;
  /** Ids of the chats that may see the fleet. */
  readonly readAdminChats: () => Promise<readonly string[]>;
}

/** The fleet's bot: tells its admins how the fleet is. */
export function createFleetBot({ readOverview, readAdminChats }: FleetBotNeeds): Bot {
  const commands = new Composer();
  commands.start((context) => context.reply(START_TEXT));
  commands.help((context) => context.reply(HELP_TEXT));
  commands.command('status', async (context) => {
    const adminChats = await readAdminChats();
    const mayKnow = adminChats.includes(String(context.chat.id));
    await context.reply(mayKnow ? statusText(await readOverview()) : refusalText(context.chat.id));
  });
  return { id: 'fleet', answer: commands.middleware() };
}
