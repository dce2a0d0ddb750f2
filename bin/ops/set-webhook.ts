import { parseArgs } from 'node:util';
import { z } from 'zod';
import { BOT_MENUS } from '../../bots/menus.ts';
import {
  readTelegramSecrets,
  TelegramSecretUnreadableError,
  type TelegramSecrets,
} from '../../core/aws/telegram-secrets.ts';
import {
  ALLOWED_UPDATES,
  type BotMenu,
  registerWebhook,
  type WebhookInfo,
  WebhookNotSetError,
  webhookUrl,
} from '../../core/bot/register-webhook.ts';
import { ENV } from '../../core/contracts/env.ts';
import { domainOf } from '../../lib/domain.ts';
import { sharedNames } from '../../lib/names.ts';
import type { Stage } from '../../lib/stage-schema.ts';
import { STAGE_NAMES, stageNamed } from '../../lib/stages.ts';
import { errorMessage } from '../../local/process/errors.ts';
import { OperationFailedError, OpsCommandInvalidError } from './errors.ts';
import { formatTable } from './table.ts';

export const SET_WEBHOOK_USAGE = `  set-webhook --stage NAME [--bot NAME] [--url https://HOST] [--region REGION] [--dry-run]

    Tells Telegram where each bot's updates go, with the stage's secret, and sets the commands of its menu in English and Russian.
    --stage NAME     ${STAGE_NAMES.join(', ')}
    --bot NAME       only this bot (every bot with a token in the secret)
    --url URL        where the API is reached (https:// and the stage's domain)
    --region REGION  where the secret is read (the stage's primary region)
    --dry-run        shows what would be set, and sets nothing
`;

export interface SetWebhookCommand {
  readonly stage: Stage;
  readonly region: string;
  readonly bot: string | undefined;
  readonly baseUrl: string;
  readonly isDryRun: boolean;
}

const schema = z.object({
  stage: z.enum(STAGE_NAMES, { error: `is needed: one of ${STAGE_NAMES.join(', ')}` }),
  region: z.string().optional(),
  bot: z
    .enum(
      BOT_MENUS.map(({ id }) => id),
      { error: `must be one of ${BOT_MENUS.map(({ id }) => id).join(', ')}` },
    )
    .optional(),
  url: z
    .url({ protocol: /^https$/, error: 'must be an https:// address: Telegram sends to no other' })
    .optional(),
  'dry-run': z.boolean().default(false),
});

/** @throws OpsCommandInvalidError */
export function parseSetWebhook(args: readonly string[]): SetWebhookCommand {
  const parsed = schema.safeParse(readOptions(args));
  if (!parsed.success)
    throw new OpsCommandInvalidError(
      parsed.error.issues.map((issue) => `--${String(issue.path[0])} ${issue.message}`).join('; '),
    );
  const { data } = parsed;
  const stage = stageNamed(data.stage);
  const domain = domainOf(stage);
  const baseUrl = data.url ?? (domain === undefined ? undefined : `https://${domain.name}`);
  if (baseUrl === undefined)
    throw new OpsCommandInvalidError(
      `stage ${stage.name} has no domain: give --url with the address of its distribution, which its edge stack has as DistributionDomainName`,
    );
  const { primary, standby } = stage.regions;
  const regions = [primary, ...(standby === undefined ? [] : [standby])];
  const region = data.region ?? primary;
  if (!regions.includes(region))
    throw new OpsCommandInvalidError(
      `stage ${stage.name} has no region ${JSON.stringify(region)}; use --region ${regions.join('|')}`,
    );
  return { stage, region, bot: data.bot, baseUrl, isDryRun: data['dry-run'] };
}

function readOptions(args: readonly string[]): unknown {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { stage: text, region: text, bot: text, url: text, 'dry-run': { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new OpsCommandInvalidError(errorMessage(error).split('. ')[0]);
  }
}

/**
 * The verb: reads the stage's Telegram secret and registers its bots.
 * @throws OpsCommandInvalidError, OperationFailedError
 */
export async function setWebhooks(args: readonly string[], print: (text: string) => void): Promise<void> {
  const command = parseSetWebhook(args);
  const secretName = sharedNames(command.stage).telegramSecret;
  // The SDK reads it; a secret is found by its fixed name in the region of the call.
  process.env.AWS_REGION = command.region;
  const secrets = await readTelegramSecrets({ secretArn: secretName }).catch((error: unknown) => {
    throw new OperationFailedError(describeSecretFailure(error, secretName, command.region));
  });
  await applyWebhooks(command, secrets, process.env[ENV.telegramApiRoot], print);
}

/**
 * @param apiRoot default: Telegram
 * @throws OperationFailedError
 */
export async function applyWebhooks(
  { bot, baseUrl, isDryRun, stage }: Pick<SetWebhookCommand, 'bot' | 'baseUrl' | 'isDryRun' | 'stage'>,
  { tokens, webhookSecret }: TelegramSecrets,
  apiRoot: string | undefined,
  print: (text: string) => void,
): Promise<void> {
  const chosen = BOT_MENUS.flatMap((menu) => {
    const token = tokens[menu.id];
    return token === undefined || (bot !== undefined && bot !== menu.id) ? [] : [{ menu, token }];
  });
  if (chosen.length === 0)
    throw new OperationFailedError(
      `the secret ${sharedNames(stage).telegramSecret} has no token of ${bot ?? 'any bot'}: put it in as tokens.${bot ?? 'BOT'}`,
    );
  if (isDryRun) {
    print(chosen.map(({ menu }) => describePlan(menu, baseUrl)).join('\n\n'));
    return;
  }
  const rows: string[][] = [['bot', 'webhook', 'waiting', 'last error']];
  for (const { menu, token } of chosen) {
    try {
      const info = await registerWebhook({ token, apiRoot }, menu, { baseUrl, secret: webhookSecret });
      rows.push([menu.id, info.url, String(info.pending_update_count), lastError(info)]);
    } catch (error) {
      if (error instanceof WebhookNotSetError) throw new OperationFailedError(error.message);
      throw error;
    }
  }
  print(formatTable(rows));
}

function describePlan(menu: BotMenu, baseUrl: string): string {
  const list = (language: 'en' | 'ru'): string =>
    menu.commands[language].map(({ command, description }) => `/${command} ${description}`).join('; ');
  return [
    `${menu.id} would be set to ${webhookUrl({ baseUrl }, menu.id)}`,
    `  updates: ${ALLOWED_UPDATES.join(', ')}`,
    `  commands: ${list('en')}`,
    `  commands in Russian: ${list('ru')}`,
  ].join('\n');
}

function lastError({ last_error_date: date, last_error_message: message }: WebhookInfo): string {
  if (date === undefined) return 'none';
  return `${new Date(date * 1_000).toISOString()} ${message ?? ''}`;
}

function describeSecretFailure(error: unknown, name: string, region: string): string {
  if (error instanceof TelegramSecretUnreadableError) return error.message;
  const why = error instanceof Error ? error.name : 'unknown';
  const hint =
    why === 'ResourceNotFoundException'
      ? 'is the stage deployed there?'
      : 'are there AWS credentials for its account?';
  return `the secret ${name} in ${region} cannot be read (${why}): ${hint}`;
}
