import { isUtf8 } from 'node:buffer';
import type { DatagramKind } from '../contracts/datagram-kinds.ts';
import { isCommonBalance } from './common-balance.ts';
import { parseJsonObject } from './json-object.ts';

/** What a datagram that is not a chart can be. */
export type MessageKind = Exclude<DatagramKind, 'chart' | 'liveness'>;

export interface ClassifiedText {
  readonly kind: MessageKind;
  /** Valid UTF-8; the given bytes themselves unless some had to be replaced. */
  readonly payload: Buffer;
}

const KIND_BY_COMMAND = new Map<string, MessageKind>([
  ['acc', 'acc'],
  ['order', 'order'],
  ['strats', 'strats'],
  ['errors', 'errors'],
  ['replay', 'replay'],
]);

const OPENING_BRACE = 0x7b;
/** Compressed bytes read as UTF-8 are junk by half; text in a wrong 8-bit alphabet inside JSON by far less. */
const MAX_JUNK_SHARE = 0.25;
const JUNK_SAMPLE_CHARS = 8_192;

/**
 * Tells the kind of a payload by the dispatch table of MoonCMD 1.3.
 * @returns `null` when the bytes are no text: they hold NUL, or more than a quarter of them is junk.
 */
export function classifyText(bytes: Buffer): ClassifiedText | null {
  const isValid = isUtf8(bytes);
  if (isValid && isCommonBalance(bytes)) return { kind: 'acc', payload: bytes };

  const text = bytes.toString('utf8');
  const payload = isValid ? bytes : Buffer.from(text, 'utf8');
  if (firstByteOfText(bytes) === OPENING_BRACE) {
    const envelope = parseJsonObject(text);
    if (envelope !== null) return { kind: kindOfEnvelope(envelope.cmd, envelope.sql), payload };
  }
  return isBinary(text) ? null : { kind: 'text', payload };
}

function kindOfEnvelope(cmd: unknown, sql: unknown): MessageKind {
  const known = typeof cmd === 'string' ? KIND_BY_COMMAND.get(cmd.toLowerCase()) : undefined;
  return known ?? (typeof sql === 'string' ? 'sql' : 'other');
}

/** Skips what JSON counts as white space. */
function firstByteOfText(bytes: Buffer): number | undefined {
  for (const byte of bytes) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte;
  }
  return undefined;
}

function isBinary(text: string): boolean {
  if (text.includes('\0')) return true;
  const sample = Math.min(text.length, JUNK_SAMPLE_CHARS);
  let junk = 0;
  for (let index = 0; index < sample; index += 1) {
    const code = text.charCodeAt(index);
    const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;
    if (isControl || code === 0xfffd) junk += 1;
  }
  return junk > sample * MAX_JUNK_SHARE;
}
