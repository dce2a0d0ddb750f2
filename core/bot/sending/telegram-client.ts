import { Telegram } from 'telegraf';
import { endBy } from '../call-options.ts';
import { type CallOutcome, sortCallFailure } from './call-outcome.ts';

/** Telegram answers in some 100 ms, a file takes seconds. Without a limit of its own a call of telegraf's would wait for minutes. */
export const CALL_TIMEOUT_MS = 10_000;

/** One bot's way to the Bot API. */
export interface TelegramClient {
  /**
   * Never throws for what Telegram answers or does not.
   * @param payload parameters of the method; a file as `{ source: Buffer, filename }`
   */
  call(method: string, payload: object): Promise<CallOutcome>;
}

type CallAnything = (method: string, payload: object, options: object) => Promise<unknown>;

/** @param apiRoot default: Telegram */
export function openTelegramClient(
  token: string,
  apiRoot: string | undefined,
  timeoutMs = CALL_TIMEOUT_MS,
): TelegramClient {
  const telegram = new Telegram(token, apiRoot === undefined ? {} : { apiRoot });
  // telegraf's types know each method by name; what is sent here was checked by its own schema, and the name is data.
  const callApi = telegram.callApi.bind(telegram) as unknown as CallAnything;
  return {
    async call(method, payload) {
      try {
        return {
          kind: 'done',
          result: await callApi(method, payload, endBy(AbortSignal.timeout(timeoutMs))),
        };
      } catch (error) {
        return sortCallFailure(error);
      }
    },
  };
}
