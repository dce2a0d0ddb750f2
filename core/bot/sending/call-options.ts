import type { Telegram } from 'telegraf';

export type CallOptions = NonNullable<Parameters<Telegram['callApi']>[2]>;

/**
 * Ends a call of telegraf's by `signal`: it has no time limit of its own. Its types name the class of an old polyfill, which lacks a method
 * of Node's own; node-fetch, which gets the signal, takes either.
 */
export function endBy(signal: AbortSignal): CallOptions {
  return { signal } as unknown as CallOptions;
}
