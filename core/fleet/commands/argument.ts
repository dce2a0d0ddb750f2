/** What a command takes, as data: a form can ask for it, and a text can be read back into it. */
export interface Argument {
  /** Of the values, and of its label in `catalogue-en.ts` and `catalogue-ru.ts`. */
  readonly name: ArgumentName;
  readonly kind: ArgumentKind;
  /** @default false */
  readonly isOptional?: boolean;
  /** Several values, put together with this. @default one value */
  readonly separator?: ' ' | ',';
  /** Written before the value: `+` of `TempBL +24`, `def ` of `AutoLevConfig 1000 def 50k`. */
  readonly prefix?: string;
}

export type ArgumentName =
  | 'coin'
  | 'coins'
  | 'strategy'
  | 'place'
  | 'parameter'
  | 'value'
  | 'minutes'
  | 'hours'
  | 'leverage'
  | 'margin'
  | 'sign'
  | 'size'
  | 'defaultSize'
  | 'period'
  | 'hide'
  | 'version'
  | 'since';

export type ArgumentKind =
  | { readonly type: 'coin'; readonly canBeAll?: boolean; readonly reserved?: readonly string[] }
  /** Of a strategy or folder; the panel sends it in double quotes. */
  | { readonly type: 'strategy' }
  | { readonly type: 'number'; readonly min: number; readonly max: number; readonly isWhole?: boolean }
  /** A number that may end in `k` or `m`. */
  | { readonly type: 'amount' }
  /** A whole number and a unit behind a space: `7 days`. */
  | { readonly type: 'period'; readonly min: number; readonly max: number; readonly units: readonly string[] }
  | { readonly type: 'choice'; readonly options: readonly string[] }
  /** `2026-03-01T00:00:00`, UTC. */
  | { readonly type: 'time' }
  /** One word. */
  | { readonly type: 'word' }
  /** The rest of the line; an empty text is sent as the word `empty`. */
  | { readonly type: 'text' };

/** Why a value cannot be sent: keys, which the bots and the API have texts for. */
export type ArgumentProblem =
  | 'missing'
  | 'too-many'
  | 'too-long'
  | 'not-a-coin'
  | 'not-a-number'
  | 'out-of-range'
  | 'not-a-choice'
  | 'not-a-period'
  | 'not-a-time'
  | 'not-a-word'
  | 'has-quote'
  | 'has-line-break';

const MAX_NAME_CHARS = 200;
const MAX_TEXT_CHARS = 2_000;
/** Above it a datagram gets long, and nobody types so many. */
export const MAX_LISTED = 200;

// Futures list coins with Chinese names; `1000PEPE`, `BTC_250328`.
const COIN = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,29}$/u;
const NUMBER = /^\d{1,12}([.,]\d{1,8})?$/;
const AMOUNT = /^\d{1,12}([.,]\d{1,8})?[km]?$/i;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?Z?$/;
const WORD = /^[^\s"]{1,200}$/u;
const CONTROL = /\p{Cc}/u;

export type FormattedValue = { readonly text: string } | { readonly problem: ArgumentProblem };

/** One value as it is sent, or why it cannot be. */
export function formatValue(kind: ArgumentKind, given: string): FormattedValue {
  if (CONTROL.test(given)) return { problem: 'has-line-break' };
  const value = given.trim();
  switch (kind.type) {
    case 'coin': {
      const coin = value.toUpperCase();
      if (!COIN.test(value) || kind.reserved?.includes(value.toLowerCase()) === true)
        return { problem: 'not-a-coin' };
      // `sell ALL` would be read by a terminal as who knows what: only where a command says so.
      return coin === 'ALL' && kind.canBeAll !== true ? { problem: 'not-a-coin' } : { text: coin };
    }
    case 'strategy':
      if (value === '') return { problem: 'missing' };
      if (value.includes('"')) return { problem: 'has-quote' };
      return value.length > MAX_NAME_CHARS ? { problem: 'too-long' } : { text: `"${value}"` };
    case 'number': {
      if (!NUMBER.test(value)) return { problem: 'not-a-number' };
      const text = value.replace(',', '.');
      const number = Number(text);
      if (kind.isWhole === true && !Number.isInteger(number)) return { problem: 'not-a-number' };
      return number < kind.min || number > kind.max ? { problem: 'out-of-range' } : { text };
    }
    case 'amount':
      return AMOUNT.test(value)
        ? { text: value.replace(',', '.').toLowerCase() }
        : { problem: 'not-a-number' };
    case 'period': {
      const [, count, unit] = /^(\d{1,6})\s+(\S+)$/.exec(value) ?? [];
      const known = kind.units.find((one) => one === unit?.toLowerCase());
      if (count === undefined || known === undefined) return { problem: 'not-a-period' };
      const isInRange = Number(count) >= kind.min && Number(count) <= kind.max;
      return isInRange ? { text: `${count} ${known}` } : { problem: 'out-of-range' };
    }
    case 'choice': {
      const option = kind.options.find((one) => one.toLowerCase() === value.toLowerCase());
      return option === undefined ? { problem: 'not-a-choice' } : { text: option };
    }
    case 'time': {
      const [, day = '', minute = '', second = ':00'] = TIME.exec(value) ?? [];
      const text = `${day}T${minute}${second}`;
      return isTime(text) ? { text } : { problem: 'not-a-time' };
    }
    case 'word':
      return WORD.test(value) ? { text: value } : { problem: 'not-a-word' };
    case 'text':
      if (value === '') return { text: 'empty' };
      return value.length > MAX_TEXT_CHARS ? { problem: 'too-long' } : { text: value };
  }
}

/** A day that the calendar has: `Date.parse` takes the 30th of February for the 2nd of March. */
function isTime(text: string): boolean {
  const ms = Date.parse(`${text}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
