import { readDayMonthTime } from './dates.ts';
import { MOONCMD_LIMITS } from './limits.ts';
import { cutText } from './text-cut.ts';

/** One line of `data.E`. `text` is the line as it came. */
export interface ApiError {
  readonly text: string;
  readonly occurredAtMs: number | null;
  readonly symbol: string | null;
  readonly code: number | null;
}

const TIME = /^\s*(\d{1,2}\.\d{1,2}[ T]\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?):?\s*/;
/** Symbols such as 1000PEPE, BTC_USDT or one in Chinese; codes such as 400 and Binance's -2019. */
const SYMBOL_AND_CODE = /^([\p{L}\p{N}_\-/]{1,32})\s*\[(-?\d{1,9})\]/u;
const CODE = /\[(-?\d{1,9})\]/;

/**
 * Reads `DD.MM HH:MM:SS.mmm: SYMBOL [code] text` (MoonCMD 1.3). What is missing is `null`; the text is always kept,
 * cut at 2,000 characters.
 */
export function readErrorLine(line: string, receivedAtMs: number): ApiError {
  const text = cutText(line, MOONCMD_LIMITS.maxErrorChars);
  const time = TIME.exec(text);
  const occurredAtMs = time?.[1] === undefined ? null : readDayMonthTime(time[1], receivedAtMs);
  const rest = time === null ? text : text.slice(time[0].length);
  const match = SYMBOL_AND_CODE.exec(rest);
  const symbol = match?.[1];
  const code = match?.[2] ?? CODE.exec(rest)?.[1];
  return {
    text,
    occurredAtMs,
    // A number alone before the code is no symbol.
    symbol: symbol !== undefined && /\p{L}/u.test(symbol) ? symbol : null,
    code: code === undefined ? null : Number(code),
  };
}
