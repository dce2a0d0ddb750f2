import type { Update } from 'telegraf/types';
import type { TelegramSecrets } from '../../aws/telegram-secrets.ts';
import { NOT_FROM_EDGE, type Problem } from '../../http/answers.ts';
import type { HttpRequest } from '../../http/http-request.ts';
import type { OriginCheck } from '../../http/origin-check.ts';
import { secretsEqual } from '../../http/secrets-equal.ts';
import type { Bot } from '../make-bot.ts';
import { updateSchema } from './update-schema.ts';

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/** Telegram's updates have a few KB, the largest tens of them; API Gateway would let 6 MB through to be parsed. */
export const MAX_BODY_BYTES = 256 * 1024;

export interface Door {
  readonly isFromEdge: OriginCheck;
  readonly readSecrets: () => Promise<TelegramSecrets>;
  readonly bots: ReadonlyMap<string, Bot>;
}

export interface AdmittedUpdate {
  readonly bot: Bot;
  readonly token: string;
  readonly update: Update;
}

/** Not for us, or not what Telegram sends. What the caller is told says nothing of bots and secrets that there are. */
export class UpdateRefusedError extends Error {
  override readonly name = 'UpdateRefusedError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/**
 * Who calls is settled before a byte of the body is read.
 * @throws UpdateRefusedError
 */
export async function admitUpdate(door: Door, request: HttpRequest): Promise<AdmittedUpdate> {
  if (!(await door.isFromEdge(request))) throw new UpdateRefusedError(NOT_FROM_EDGE);
  const { webhookSecret, tokens } = await door.readSecrets();
  const bot = door.bots.get(request.pathParameters['bot'] ?? '');
  const token = bot === undefined ? undefined : tokens[bot.id];
  if (bot === undefined || token === undefined) throw new UpdateRefusedError(BOT_UNKNOWN);
  if (!secretsEqual(request.headers[SECRET_HEADER] ?? '', webhookSecret))
    throw new UpdateRefusedError(SECRET_WRONG);
  if (request.body.length > MAX_BODY_BYTES) throw new UpdateRefusedError(BODY_TOO_LARGE);
  return { bot, token, update: readUpdate(request.body) };
}

function readUpdate(body: Buffer): Update {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw new UpdateRefusedError(NOT_AN_UPDATE);
  }
  const update = updateSchema.safeParse(json);
  if (!update.success) throw new UpdateRefusedError(NOT_AN_UPDATE);
  return update.data;
}

const BOT_UNKNOWN: Problem = {
  status: 404,
  title: 'No such bot',
  detail: 'Set the webhook to /telegram/ and the id of a bot that has a token.',
};
const SECRET_WRONG: Problem = {
  status: 401,
  title: 'Wrong secret',
  detail: 'Set the webhook again with the secret_token that this system knows.',
};
const BODY_TOO_LARGE: Problem = {
  status: 413,
  title: 'Body too large',
  detail: `An update has at most ${MAX_BODY_BYTES} bytes here.`,
};
const NOT_AN_UPDATE: Problem = {
  status: 400,
  title: 'Not an update',
  detail: "The body has to be an update of Telegram's Bot API, as JSON.",
};
