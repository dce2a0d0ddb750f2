import { parseArgs } from 'node:util';
import { z } from 'zod';
import { errorMessage } from '../process/errors.ts';

export const BOT_API_USAGE = `An emulator of Telegram's Bot API with a chat page.

  node local/bot-api/main.ts [options]

  --port N          where it listens, on 127.0.0.1 (any free port)
  --data-dir DIR    chats and files are kept there (chats: nowhere; files: a temporary folder)
  --bot ID:NAME     the bot whose token begins with ID is called NAME; may be given several times
  --no-limits       bots may send as fast as they like: for benchmarks
  --admit-anyone    bots may write to people who have not started them: for benchmarks
  --help
`;

/** The command line is wrong: one sentence that says how. */
export class BotApiOptionsInvalidError extends Error {
  override readonly name = 'BotApiOptionsInvalidError';
}

export interface BotApiCommand {
  readonly port: number;
  readonly dataDir: string | undefined;
  readonly botNames: ReadonlyMap<number, string>;
  readonly hasLimits: boolean;
  readonly admitsAnyone: boolean;
}

const schema = z.object({
  port: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port')
    .default(0),
  'data-dir': z.string().min(1).optional(),
  bot: z.array(z.string().regex(/^[1-9]\d{0,14}:[a-z][a-z0-9-]*$/, 'must be ID:NAME')).default([]),
  'no-limits': z.boolean().default(false),
  'admit-anyone': z.boolean().default(false),
});

/**
 * @returns `undefined` when help is asked for
 * @throws BotApiOptionsInvalidError
 */
export function parseBotApiCommand(args: readonly string[]): BotApiCommand | undefined {
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        bot: { type: 'string', multiple: true },
        'no-limits': { type: 'boolean' },
        'admit-anyone': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    throw new BotApiOptionsInvalidError(errorMessage(error).split('. ')[0]);
  }
  if (values.help === true) return undefined;
  const parsed = schema.safeParse(values);
  if (!parsed.success)
    throw new BotApiOptionsInvalidError(
      parsed.error.issues.map((issue) => `--${String(issue.path[0])} ${issue.message}`).join('; '),
    );
  const { data } = parsed;
  return {
    port: data.port,
    dataDir: data['data-dir'],
    botNames: new Map(data.bot.map((one) => [Number.parseInt(one, 10), one.slice(one.indexOf(':') + 1)])),
    hasLimits: !data['no-limits'],
    admitsAnyone: data['admit-anyone'],
  };
}
