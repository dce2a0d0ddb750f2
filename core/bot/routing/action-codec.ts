import type { ActionArgs, ActionCall } from '../action.ts';

/** Telegram's limit of `callback_data`, in bytes of UTF-8. https://core.telegram.org/bots/api#inlinekeyboardbutton */
export const MAX_CALLBACK_BYTES = 64;

/** What a button carries: the call itself, or the token of the row that holds it. */
export type ButtonData =
  | { readonly kind: 'call'; readonly call: ActionCall; readonly ownerId: number | undefined }
  | { readonly kind: 'token'; readonly token: string };

const ID = /^[a-z0-9]{1,4}$/;
const TOKEN = /^\*[\w-]{16}$/;
const OWNER = /^[0-9a-z]{1,11}$/;
const WHOLE = /^-?[0-9a-z]{1,11}$/;

/**
 * `id[@owner]` and the arguments, each behind a `:` and with a letter for its type: `i` a whole number of base 36, `n` another number, `s` a
 * text with `~` before each `:` and `~`, `t` and `f`. So `op:i5:sBTC` is `op(5, 'BTC')`.
 *
 * @param ownerId in groups: whose button it is
 * @returns undefined when it has more than 64 bytes
 */
export function encodeCall({ id, args }: ActionCall, ownerId: number | undefined): string | undefined {
  const head = ownerId === undefined ? id : `${id}@${ownerId.toString(36)}`;
  const data = [head, ...args.map(encodeArgument)].join(':');
  return Buffer.byteLength(data) <= MAX_CALLBACK_BYTES ? data : undefined;
}

export function encodeToken(token: string): string {
  return `*${token}`;
}

/** @returns undefined for what no release of this codec has written */
export function decodeButton(data: string): ButtonData | undefined {
  if (TOKEN.test(data)) return { kind: 'token', token: data.slice(1) };
  const [head = '', ...rest] = splitEscaped(data);
  const [id = '', owner] = head.split('@');
  if (!ID.test(id) || (owner !== undefined && !OWNER.test(owner))) return undefined;
  const args: (string | number | boolean)[] = [];
  for (const part of rest) {
    const value = decodeArgument(part);
    if (value === undefined) return undefined;
    args.push(value);
  }
  const ownerId = owner === undefined ? undefined : Number.parseInt(owner, 36);
  return { kind: 'call', call: { id, args }, ownerId };
}

function encodeArgument(value: ActionArgs[number]): string {
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'string') return `s${value.replaceAll(/[~:]/g, '~$&')}`;
  // Base 36 has no zero below zero.
  const isZeroBelow = Object.is(value, -0);
  if (Number.isSafeInteger(value) && !isZeroBelow) return `i${value.toString(36)}`;
  return isZeroBelow ? 'n-0' : `n${value}`;
}

function decodeArgument(part: string): ActionArgs[number] | undefined {
  if (part === 't') return true;
  if (part === 'f') return false;
  const [type] = part;
  const rest = part.slice(1);
  if (type === 's') return rest.replaceAll(/~([~:])/g, '$1');
  if (type === 'i') {
    const value = WHOLE.test(rest) ? Number.parseInt(rest, 36) : Number.NaN;
    return Number.isSafeInteger(value) ? value : undefined;
  }
  if (type === 'n') {
    const value = rest.trim() === '' ? Number.NaN : Number(rest);
    return Number.isFinite(value) ? value : undefined;
  }
  return undefined;
}

/** At each `:` that no `~` stands before. */
function splitEscaped(data: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < data.length; at += 1) {
    if (data[at] === '~') at += 1;
    else if (data[at] === ':') {
      parts.push(data.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, data.slice(start)];
}
