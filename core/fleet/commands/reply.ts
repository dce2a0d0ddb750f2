import type { DatagramKind } from '../../contracts/datagram-kinds.ts';
import { isJsonObject, parseJsonObject } from '../../mooncmd/json-object.ts';
import { cutText } from '../../mooncmd/text-cut.ts';
import type { Replies } from './catalogue.ts';

/** What a datagram that may be a reply holds: `log` are lines of the terminal's SQL log, which old terminals also push unasked. */
export type ReplyContent = 'text' | 'log' | 'strategies';

/** One datagram that may be a reply, or a part of one. */
export interface ReplyPart {
  readonly content: ReplyContent;
  readonly text: string;
  /** Of the text, which was longer than one answer may be. */
  readonly isCut: boolean;
  /** Number of the part, as far as the terminal gives one. */
  readonly number: number | null;
  /** The terminal says that it did not do it. */
  readonly isRefusal: boolean;
}

/** Text of one answer that is kept, UTF-16 units. */
export const MAX_ANSWER_CHARS = 64 * 1024;

/** After the last part: a terminal sends the parts of a reply in a burst. */
const QUIET_MS = 400;
/** The SQL log and the strategies are read from disk in between (MoonCMD 1.3: the panel's collector waits 2 s). */
const SLOW_QUIET_MS = 2_000;

/** What counts as the answer to a command. */
export interface AnswerRule {
  readonly replies: Replies;
  /** Silence after which an answer of many parts is whole. */
  readonly quietMs: number;
  readonly accepts: ReadonlySet<ReplyContent>;
}

const TEXTS: ReadonlySet<ReplyContent> = new Set(['text']);
const CONTENT_BY_COMMAND = new Map<string, ReadonlySet<ReplyContent>>([
  ['sqlselect', new Set(['text', 'log'])],
  ['getstrategiesfull', new Set(['text', 'strategies'])],
  ['getstrategiesactive', new Set(['text', 'strategies'])],
]);

/** @param command as typed, perhaps with a `BotName:` in front */
export function answerRuleOf(command: string, replies: Replies): AnswerRule {
  const name = /^\s*(?:[\w-]+:(?=[A-Za-z]))?(\S+)/.exec(command)?.[1]?.toLowerCase() ?? '';
  const content = CONTENT_BY_COMMAND.get(name);
  return {
    replies,
    quietMs: content === undefined ? QUIET_MS : SLOW_QUIET_MS,
    accepts: content ?? TEXTS,
  };
}

const LOG_MARK = '[SQLCommand';
const ERROR_MARK = 'ERR';
const FAILURES: ReadonlySet<unknown> = new Set(['error', 'err', 'failed', 'fail']);

/** Kinds of which a datagram can be a reply; the others are pushes only. */
const REPLY_KINDS: ReadonlySet<DatagramKind> = new Set(['replay', 'text', 'other', 'sql', 'strats']);

export function mayBeReply(kind: DatagramKind): boolean {
  return REPLY_KINDS.has(kind);
}

/**
 * Reads an opened payload as a reply. Takes every shape that terminals were seen to send; never throws.
 * @param payload valid UTF-8, of a kind for which `mayBeReply` holds
 */
export function readReplyPart(kind: DatagramKind, payload: Buffer): ReplyPart {
  const whole = payload.toString('utf8');
  const envelope = kind === 'text' ? null : parseJsonObject(whole);
  if (envelope === null) return partOf(whole, contentOf(kind, whole), null, isErrorText(whole));
  const { cmd, status, data, sql, message, error, N } = envelope;
  const text = typeof data === 'string' ? data : typeof sql === 'string' ? sql : (textOf(data) ?? whole);
  const isRefusal =
    FAILURES.has(lowerCased(cmd)) ||
    FAILURES.has(lowerCased(status)) ||
    [data, message, error].some(isErrorText);
  const number = typeof N === 'number' && Number.isSafeInteger(N) ? N : null;
  return partOf(text, contentOf(kind, text), number, isRefusal);
}

function partOf(text: string, content: ReplyContent, number: number | null, isRefusal: boolean): ReplyPart {
  const kept = cutText(text, MAX_ANSWER_CHARS);
  // PostgreSQL's `text` holds neither U+0000 nor half a character.
  return {
    content,
    text: kept.replaceAll('\0', '\ufffd').toWellFormed(),
    isCut: kept.length < text.length,
    number,
    isRefusal,
  };
}

function contentOf(kind: DatagramKind, text: string): ReplyContent {
  if (kind === 'strats') return 'strategies';
  return kind === 'sql' || text.trimStart().startsWith(LOG_MARK) ? 'log' : 'text';
}

function textOf(data: unknown): string | undefined {
  return isJsonObject(data) || Array.isArray(data) ? JSON.stringify(data) : undefined;
}

function isErrorText(value: unknown): boolean {
  return typeof value === 'string' && value.trimStart().startsWith(ERROR_MARK);
}

function lowerCased(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
