import type { BotDefinition } from './define-bot.ts';
import { type BotPart, BotDefinitionError, type ListedCommand, mountPart } from './routing/mount-part.ts';
import { platformPart } from './routing/platform-part.ts';
import type { Language } from './turn.ts';

/** One bot of the family, ready to be asked: its own part first, then what every bot has. */
export interface Bot {
  /** As in the path of its webhook and in the secret with the tokens. */
  readonly id: string;
  readonly parts: readonly BotPart[];
}

/**
 * @param builtins parts that every bot has: settings, feedback. Where both have a command, the bot's own is asked.
 * @throws BotDefinitionError
 */
export function makeBot<S, K extends string>(
  definition: BotDefinition<S, K>,
  services: S,
  builtins: readonly BotPart[] = [],
): Bot {
  const parts: BotPart[] = [mountPart(definition, services), ...builtins];
  parts.push(platformPart((language) => listCommands({ parts }, language)));
  const ids = parts.flatMap((part) => part.actionIds);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new BotDefinitionError(`${definition.id}: two parts have an action ${twice}`);
  return { id: definition.id, parts };
}

/** The bot's commands, each once, in the order of its parts. Those with a description go into Telegram's menu. */
export function listCommands({ parts }: Pick<Bot, 'parts'>, language: Language): ListedCommand[] {
  const byName = new Map<string, ListedCommand>();
  for (const listed of parts.flatMap((part) => part.listCommands(language)))
    if (!byName.has(listed.name)) byName.set(listed.name, listed);
  return [...byName.values()];
}
