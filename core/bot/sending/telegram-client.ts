import { Telegram } from 'telegraf';
import { type CallOptions, endBy } from './call-options.ts';
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

type CallAnything = (method: string, payload: object, options?: CallOptions) => Promise<unknown>;

/** telegraf's types know each method by name. Here the name is data, and the payload was checked by a schema of its own. */
export function callAnything(telegram: Telegram): CallAnything {
  return telegram.callApi.bind(telegram) as unknown as CallAnything;
}

/** @param apiRoot default: Telegram */
export function openTelegramClient(
  token: string,
  apiRoot: string | undefined,
  timeoutMs = CALL_TIMEOUT_MS,
): TelegramClient {
  const telegram = new Telegram(token, apiRoot === undefined ? {} : { apiRoot });
  return wrapTelegram(telegram, () => endBy(AbortSignal.timeout(timeoutMs)));
}

/** @param optionsOf of the next call. @default none: whose client it is ends its calls */
export function wrapTelegram(telegram: Telegram, optionsOf: () => CallOptions = () => ({})): TelegramClient {
  const callApi = callAnything(telegram);
  return {
    async call(method, payload) {
      try {
        return { kind: 'done', result: await callApi(method, payload, optionsOf()) };
      } catch (error) {
        return sortCallFailure(error);
      }
    },
  };
}
