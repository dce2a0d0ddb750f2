import type * as z from 'zod';
import type { Action, ActionArgs, AnyAction } from './action.ts';
import type { AnyFlow, Flow } from './flow.ts';
import type { Texts } from './i18n/texts.ts';
import type { IncomingFile, Turn } from './turn.ts';

/** A bot as a module: what it can be asked and what it says. It never touches the network, the database driver or the clock. */
export interface BotDefinition<S, K extends string> {
  /** As in the path of its webhook and in the secret with the tokens. */
  readonly id: string;
  readonly texts: Texts<K>;
  readonly commands: readonly Command<S, K>[];
  readonly actions: readonly AnyAction<S, K>[];
  readonly flows: readonly AnyFlow<S, K>[];
  /** Text outside of a flow. @default a hint to /help */
  readonly onText?: (turn: Turn<S, K>, text: string) => Promise<void> | void;
  /** A file outside of a flow. @default a hint to /help */
  readonly onFile?: (turn: Turn<S, K>, file: IncomingFile) => Promise<void> | void;
  /** What the person can take along, JSON; with the platform's own data it makes the file of "export my data". */
  readonly exportData?: (services: S, userId: number) => Promise<unknown>;
  /** Before the person's rows go. Returns why it cannot be done yet, if so. */
  readonly eraseData?: (services: S, userId: number) => Promise<K | undefined>;
}

export interface Command<S, K extends string> {
  /** `start`, without the slash. */
  readonly name: string;
  /** In Telegram's menu of commands; without it the command is not listed. */
  readonly description?: K;
  /** @param payload what stands after the command */
  run(turn: Turn<S, K>, payload: string): Promise<void> | void;
}

/** The bot's own words for its parts: `const { command, action, flow, bot } = botKit<Services, Key>()`. */
export function botKit<S, K extends string>() {
  return {
    command: (command: Command<S, K>): Command<S, K> => command,
    action: <A extends ActionArgs>(
      id: string,
      args: z.ZodType<A>,
      run: (turn: Turn<S, K>, ...args: A) => Promise<void> | void,
    ): Action<S, K, A> => ({
      id,
      with: (...given) => ({ id, args: given }),
      tap: async (turn, given) => {
        const parsed = args.safeParse(given);
        if (parsed.success) await run(turn, ...parsed.data);
        return parsed.success;
      },
    }),
    flow: <A extends object>(flow: Flow<S, K, A>): Flow<S, K, A> => flow,
    bot: (definition: BotDefinition<S, K>): BotDefinition<S, K> => definition,
  };
}
