/**
 * The one shape that two thirds of all datagrams have (MoonCMD 1.3), as one expression: what it matches is a valid
 * JSON object with each value in place, so neither side has to call JSON.parse for it, and the digits stay as written.
 */
const COMMON_BALANCE =
  /^\{"cmd":"acc","bot":"([^"\\\0-\x1f]{0,128})","data":\{"A":(-?(?:0|[1-9]\d{0,29})(?:\.\d{1,30})?),"T":(-?(?:0|[1-9]\d{0,29})(?:\.\d{1,30})?),"S":(true|false),"V":(0|[1-9]\d{0,8})\}\}$/;

/** Longer than any match: prefix, 128 characters of up to 4 bytes, two numbers of 62, the rest. */
const MAX_COMMON_BALANCE_BYTES = 760;
const FIXED_PREFIX_BYTES = 14; // {"cmd":"acc","
const CODE_OF_C = 0x63;

export interface CommonBalance {
  readonly botName: string;
  /** PostgreSQL numeric text. */
  readonly available: string;
  readonly total: string;
  readonly isRunning: boolean;
  readonly version: number;
}

/** @param bytes valid UTF-8 */
export function isCommonBalance(bytes: Buffer): boolean {
  // `{"cmd":"acc`: its last letter alone sends nearly every other message past the expression.
  if (bytes.length < FIXED_PREFIX_BYTES || bytes.length > MAX_COMMON_BALANCE_BYTES || bytes[10] !== CODE_OF_C)
    return false;
  return COMMON_BALANCE.test(bytes.toString('latin1'));
}

/** @returns `null` for every other shape. */
export function readCommonBalance(text: string): CommonBalance | null {
  const match = COMMON_BALANCE.exec(text);
  if (match === null) return null;
  const [, botName = '', available = '', total = '', isRunning, version] = match;
  return { botName, available, total, isRunning: isRunning === 'true', version: Number(version) };
}
