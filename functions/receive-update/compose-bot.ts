import { type Bot, makeBot } from '../../core/bot/make-bot.ts';
import { builtinPart } from '../../core/bot/builtin/builtin-part.ts';
import type { BotDefinition } from '../../core/bot/define-bot.ts';
import { deferMethods } from './defer-methods.ts';
import type { SharedParts } from './shared-parts.ts';

/** A bot of a definition and its services, with the parts that every bot has. */
export function composeBot<S, K extends string>(
  definition: BotDefinition<S, K>,
  services: S,
  { users, openWriter, messagesQueue, readSecrets, nowMs }: SharedParts,
): Bot {
  const builtins = builtinPart(
    deferMethods(async () => {
      // Settings and feedback are asked for rarely, and bring the database's driver along.
      const { botDataOf, createBuiltinServices } =
        await import('../../core/bot/builtin/create-builtin-services.ts');
      return createBuiltinServices({
        openDatabase: openWriter,
        users,
        queue: messagesQueue,
        readAdminChats: async () => (await readSecrets()).alarmChats,
        botData: botDataOf(definition, services),
        now: () => new Date(nowMs()),
      });
    }),
  );
  return makeBot(definition, services, [builtins]);
}
