import type { z } from 'zod';
import { badRequest } from '../bot-api-error.ts';
import type { FileStore } from '../files.ts';
import type { TakeMessage } from '../pace.ts';
import type { CallParameters, UploadedFile } from '../parameters.ts';
import type { BotAccount } from '../state.ts';
import type { UpdatePolls } from '../update-polls.ts';
import type { World } from '../world.ts';

/** What a method works on. */
export interface MethodNeeds {
  readonly world: World;
  readonly files: FileStore;
  readonly polls: UpdatePolls;
  /** Throws BotApiError 429; does nothing when limits are off. */
  readonly takeMessage: TakeMessage;
}

export interface Call extends MethodNeeds {
  readonly bot: BotAccount;
  readonly uploads: ReadonlyMap<string, UploadedFile>;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** @returns what stands in `result` @throws BotApiError */
export type Method = (
  needs: MethodNeeds,
  bot: BotAccount,
  parameters: CallParameters,
  signal: AbortSignal,
) => unknown;

/** A method with its parameters checked. Telegram passes over fields that it does not know, and so does this. */
export function method<S extends z.ZodType>(
  schema: S,
  run: (call: Call, parameters: z.output<S>) => unknown,
): Method {
  return (needs, bot, parameters, signal) => {
    const parsed = schema.safeParse(parameters.values);
    if (!parsed.success) throw badRequest(describe(parsed.error));
    return run({ ...needs, bot, uploads: parameters.files, signal }, parsed.data);
  };
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'wrong parameters';
  return issue.code === 'custom' || issue.path.length === 0 || !issue.message.startsWith('Invalid input')
    ? issue.message
    : `${issue.path.join('.')}: ${issue.message}`;
}
