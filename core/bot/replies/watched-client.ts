import type { Telegram } from 'telegraf';
import { sortCallFailure } from '../sending/call-outcome.ts';
import type { TelegramClient } from '../sending/telegram-client.ts';

type CallAnything = (method: string, payload: object) => Promise<unknown>;

/** The client of an update's own context: its calls are counted, and end with the update's deadline. */
export function watchedClient(telegram: Telegram): TelegramClient {
  // telegraf's types know each method by name; here the name is data.
  const callApi = telegram.callApi.bind(telegram) as unknown as CallAnything;
  return {
    async call(method, payload) {
      try {
        return { kind: 'done', result: await callApi(method, payload) };
      } catch (error) {
        return sortCallFailure(error);
      }
    },
  };
}
