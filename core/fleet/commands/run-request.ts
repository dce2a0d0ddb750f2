import { createHash } from 'node:crypto';
import * as z from 'zod';
import { MOONCMD_LIMITS } from '../../mooncmd/limits.ts';
import type { Requester, Target } from './targets.ts';

/** Where the progress of a run is shown. */
export interface Follow {
  readonly bot: string;
  readonly chatId: number;
  /** The message that is edited; without it a new one is sent. */
  readonly messageId?: number | undefined;
  readonly language: 'en' | 'ru';
}

/** What a person agreed to: exactly this, to so many. Anything else is asked again. */
export interface Confirmation {
  readonly count: number;
  /** Lines of several commands are joined by a line feed. */
  readonly command: string;
}

export interface RunRequest {
  readonly requester: Requester;
  readonly source: 'telegram' | 'api' | 'system';
  /** Chat or network address. */
  readonly address: string | null;
  /** @default the one fleet that the target is in */
  readonly fleetId?: string | undefined;
  readonly target: Target;
  /** One after the other: the next is sent when the one before is answered by all, or its time is over. */
  readonly commands: readonly string[];
  /** Sent as `BotName:command`. @default false */
  readonly byBotName?: boolean;
  /** 1,000 to 30,000. @default 5,000 */
  readonly timeoutMs?: number | undefined;
  /** Made by the caller, once for what the person wants once. 1 to 200 printable characters without a space. */
  readonly idempotencyKey: string;
  readonly confirmed?: Confirmation | undefined;
  readonly follow?: Follow | undefined;
  /** The run that this one takes back. */
  readonly undoOf?: string | undefined;
}

export const DEFAULT_TIMEOUT_MS = 5_000;
export const MAX_COMMANDS = 20;

/** The request itself is wrong; the message says how and can be shown to its author. */
export class RunRequestInvalidError extends Error {
  override readonly name = 'RunRequestInvalidError';
}

const command = z
  .string()
  .trim()
  .min(1, 'a command is empty')
  .max(MOONCMD_LIMITS.maxCommandChars, `a command has at most ${MOONCMD_LIMITS.maxCommandChars} characters`)
  .regex(/^\P{Cc}*$/u, 'a command is one line without control characters')
  // The request's signature and a bot's name have to fit into the datagram too.
  .refine(
    (text) => Buffer.byteLength(text) <= MOONCMD_LIMITS.maxDatagramBytes - 500,
    'a command is too long',
  );

const schema = z.object({
  commands: z
    .array(command)
    .min(1, 'there is no command')
    .max(MAX_COMMANDS, `at most ${MAX_COMMANDS} commands`),
  timeoutMs: z
    .int('the time limit is a whole number of ms')
    .min(1_000, 'the time limit is at least 1,000 ms')
    .max(30_000, 'the time limit is at most 30,000 ms'),
  idempotencyKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'an idempotency key has 1 to 200 printable characters and no space'),
});

export interface CheckedRequest extends RunRequest {
  readonly timeoutMs: number;
  readonly byBotName: boolean;
  readonly sha256: Buffer;
}

/** @throws RunRequestInvalidError */
export function checkRequest(request: RunRequest): CheckedRequest {
  const parsed = schema.safeParse({ ...request, timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS });
  if (!parsed.success)
    throw new RunRequestInvalidError(parsed.error.issues[0]?.message ?? 'the request is not readable');
  const { byBotName = false } = request;
  const checked = { ...request, ...parsed.data, target: sorted(request.target), byBotName };
  return { ...checked, sha256: digest(checked) };
}

function sorted(target: Target): Target {
  return target.kind === 'terminals'
    ? { kind: 'terminals', ids: [...new Set(target.ids)].sort((one, other) => one - other) }
    : target;
}

/** Of what would be sent to whom. Not of the confirmation, which the second try of a request brings along. */
function digest(request: Omit<CheckedRequest, 'sha256'>): Buffer {
  const { fleetId = null, target, commands, byBotName, timeoutMs, undoOf = null } = request;
  return createHash('sha256')
    .update(JSON.stringify([fleetId, target, commands, byBotName, timeoutMs, undoOf]))
    .digest();
}
