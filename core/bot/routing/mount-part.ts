import { createFlows } from '../flows/create-flows.ts';
import { FLOW_ACTION, type FlowInput } from '../flows/flow-input.ts';
import type { BotDefinition } from '../define-bot.ts';
import { platformTexts } from '../i18n/platform-texts.ts';
import type { IncomingFile, Language } from '../turn.ts';
import type { Exchange } from './exchange.ts';
import { makeTurn, type TurnPart } from './make-turn.ts';

export interface ListedCommand {
  readonly name: string;
  /** In plain words; undefined: not listed. */
  readonly description: string | undefined;
}

/**
 * A definition with its services, seen from outside: the router asks parts of different services and texts in the same way. A bot is its own
 * part and those that every bot has.
 */
export interface BotPart {
  readonly id: string;
  readonly actionIds: readonly string[];
  hasCommand(name: string): boolean;
  listCommands(language: Language): readonly ListedCommand[];
  runCommand(exchange: Exchange, name: string, payload: string): Promise<void>;
  /** @returns false when the arguments are none of this action's, and nothing was done */
  tap(exchange: Exchange, actionId: string, args: readonly unknown[]): Promise<boolean>;
  takeFlowInput(exchange: Exchange, input: FlowInput): Promise<'taken' | 'not-mine'>;
  dropFlow(exchange: Exchange): void;
  /** @returns false when the part has nothing to say to it */
  takeText(exchange: Exchange, text: string): Promise<boolean>;
  takeFile(exchange: Exchange, file: IncomingFile): Promise<boolean>;
}

/** A definition that cannot work, told when the program starts. */
export class BotDefinitionError extends Error {
  override readonly name = 'BotDefinitionError';
}

export function mountPart<S, K extends string>(definition: BotDefinition<S, K>, services: S): BotPart {
  const { id, texts, onText, onFile } = definition;
  const commands = new Map(definition.commands.map((command) => [command.name, command]));
  const actions = new Map(definition.actions.map((action) => [action.id, action]));
  if (actions.size < definition.actions.length)
    throw new BotDefinitionError(`${id}: two actions have the same id`);
  if (actions.has(FLOW_ACTION)) throw new BotDefinitionError(`${id}: the action id ${FLOW_ACTION} is taken`);
  const flows = createFlows(definition.flows, platformTexts);
  const part: TurnPart<S, K> = {
    id,
    services,
    texts,
    start: (turn, flow, initial) => flows.start(turn, flow, initial),
  };
  return {
    id,
    actionIds: [...actions.keys()],
    hasCommand: (name) => commands.has(name),
    listCommands: (language) =>
      [...commands.values()].map(({ name, description }) => ({
        name,
        description: description === undefined ? undefined : texts.in(language).plain(description),
      })),
    async runCommand(exchange, name, payload) {
      await commands.get(name)?.run(makeTurn(part, exchange), payload);
    },
    async tap(exchange, actionId, args) {
      return (await actions.get(actionId)?.tap(makeTurn(part, exchange), args)) ?? false;
    },
    takeFlowInput: (exchange, input) => flows.take(makeTurn(part, exchange), input),
    dropFlow(exchange) {
      flows.drop(makeTurn(part, exchange));
    },
    async takeText(exchange, text) {
      if (onText === undefined) return false;
      await onText(makeTurn(part, exchange), text);
      return true;
    },
    async takeFile(exchange, file) {
      if (onFile === undefined) return false;
      await onFile(makeTurn(part, exchange), file);
      return true;
    },
  };
}
