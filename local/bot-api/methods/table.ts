import { BotApiError } from '../bot-api-error.ts';
import type { CallParameters } from '../parameters.ts';
import type { BotAccount } from '../state.ts';
import { getFile, sendDocument, sendPhoto } from './files.ts';
import {
  answerCallbackQuery,
  deleteMessage,
  editMessageReplyMarkup,
  editMessageText,
  sendChatAction,
  sendMessage,
} from './messages.ts';
import type { Method, MethodNeeds } from './method.ts';
import {
  deleteMyCommands,
  getChat,
  getChatMember,
  getMe,
  getMyCommands,
  setMyCommands,
  setMyDescription,
  setMyShortDescription,
} from './profile.ts';
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './updates.ts';

const METHODS: Readonly<Record<string, Method>> = {
  answerCallbackQuery,
  deleteMessage,
  deleteMyCommands,
  deleteWebhook,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getChatMember,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  sendChatAction,
  sendDocument,
  sendMessage,
  sendPhoto,
  setMyCommands,
  setMyDescription,
  setMyShortDescription,
  setWebhook,
};

/** Telegram takes names of methods in any case. */
const BY_NAME = new Map(Object.entries(METHODS).map(([name, method]) => [name.toLowerCase(), method]));

/** @throws BotApiError */
export async function callMethod(
  needs: MethodNeeds,
  bot: BotAccount,
  name: string,
  parameters: CallParameters,
  signal: AbortSignal,
): Promise<unknown> {
  const method = BY_NAME.get(name.toLowerCase());
  if (method === undefined) throw new BotApiError(404, 'Not Found: method not found');
  return await method(needs, bot, parameters, signal);
}
