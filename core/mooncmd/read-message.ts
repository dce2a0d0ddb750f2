import type { DatagramKind } from '../contracts/datagram-kinds.ts';
import { type ChartSummary, readChartSummary } from './chart.ts';
import { readCommonBalance } from './common-balance.ts';
import { type ApiError, readErrorLine } from './error-line.ts';
import {
  hasLongNumber,
  isJsonObject,
  type JsonObject,
  parseJsonObject,
  parseJsonObjectExactly,
} from './json-object.ts';
import { MOONCMD_LIMITS } from './limits.ts';
import { type BalanceFields, readBalanceFields, readListedBalance } from './read-balance.ts';
import { readEnvelopeOrderId, type ReadOrders, readOrders } from './read-orders.ts';
import { listStrategies, type StrategyEntry } from './strategy-pack.ts';
import { cutText, hasNul } from './text-cut.ts';
import { describeUnreadable, type Unreadable, UnreadableError } from './unreadable.ts';

export interface BalanceMessage extends BalanceFields {
  readonly type: 'balance';
  readonly botName: string | null;
  /** `acc`: pushed. `list`: found in the reply to `lst`, which does not tell whether the terminal runs. */
  readonly source: 'acc' | 'list';
}

export interface OrdersMessage extends ReadOrders {
  readonly type: 'orders';
  readonly botName: string | null;
}

export interface StrategiesMessage {
  readonly type: 'strategies';
  readonly botName: string | null;
  /** From 1. */
  readonly packNumber: number;
  readonly text: string;
  readonly strategies: readonly StrategyEntry[];
}

export interface ErrorsMessage {
  readonly type: 'errors';
  readonly botName: string | null;
  readonly errors: readonly ApiError[];
}

export interface ChartMessage {
  readonly type: 'chart';
  readonly orderId: number;
  readonly chart: ChartSummary;
  /** The chart without the order id; a view of the payload. */
  readonly bytes: Buffer;
}

export interface ReplyMessage {
  readonly type: 'reply';
  readonly botName: string | null;
  readonly number: number | null;
  readonly text: string;
}

export type ReadMessage =
  | BalanceMessage
  | OrdersMessage
  | StrategiesMessage
  | ErrorsMessage
  | ChartMessage
  | ReplyMessage
  /** Holds nothing to store as data: other envelopes, other texts. */
  | { readonly type: 'nothing' }
  | ({ readonly type: 'unreadable' } & Unreadable);

const COMMAND_MARK = '[SQLCommand';
const MAX_PACK_NUMBER = 100_000;

/**
 * Reads an opened payload into data. Never throws: what cannot be read comes back with a named reason.
 * @param receivedAtMs places dates without a year
 */
export function readMessage(kind: DatagramKind, payload: Buffer, receivedAtMs: number): ReadMessage {
  try {
    return readKind(kind, payload, receivedAtMs);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { type: 'unreadable', ...describeUnreadable(error.reason, error.message) };
  }
}

function readKind(kind: DatagramKind, payload: Buffer, receivedAtMs: number): ReadMessage {
  switch (kind) {
    case 'acc':
      return readBalance(payload.toString('utf8'));
    case 'order':
    case 'sql':
      return readEnvelopedOrders(kind, payload.toString('utf8'));
    case 'strats':
      return readStrategies(parseEnvelope(payload.toString('utf8')));
    case 'errors':
      return readErrors(parseEnvelope(payload.toString('utf8')), receivedAtMs);
    case 'replay':
      return readReply(parseEnvelope(payload.toString('utf8')));
    case 'text':
      return readText(payload.toString('utf8'), null) ?? { type: 'nothing' };
    case 'chart':
      return readChartMessage(payload);
    case 'other':
    case 'liveness':
      return { type: 'nothing' };
  }
}

function readBalance(text: string): ReadMessage {
  const common = readCommonBalance(text);
  if (common !== null) return { type: 'balance', source: 'acc', ...common };
  const envelope = hasLongNumber(text) ? parseJsonObjectExactly(text) : parseJsonObject(text);
  if (envelope === null) throw new UnreadableError('malformed_json', 'not a JSON object');
  return { type: 'balance', source: 'acc', botName: readBotName(envelope), ...readBalanceFields(envelope) };
}

function readEnvelopedOrders(kind: 'order' | 'sql', text: string): ReadMessage {
  const envelope = parseEnvelope(text);
  const sql = envelope.sql ?? envelope.data;
  if (typeof sql !== 'string') throw new UnreadableError('field_missing', 'sql is no text');
  // By the dispatch table only `order` tells whose the SQL is.
  const orderId = kind === 'order' ? readEnvelopeOrderId(envelope, text) : null;
  return { type: 'orders', botName: readBotName(envelope), ...readOrders(sql, orderId) };
}

function readStrategies(envelope: JsonObject): ReadMessage {
  const { data } = envelope;
  if (typeof data !== 'string') throw new UnreadableError('field_missing', 'data is no text');
  if (hasNul(data)) throw new UnreadableError('nul_character', 'the strategies hold U+0000');
  const packNumber = envelope.N === undefined || envelope.N === null ? 1 : readNumber(envelope.N);
  if (packNumber === null || packNumber < 1 || packNumber > MAX_PACK_NUMBER) {
    throw new UnreadableError('field_malformed', 'N is no pack number');
  }
  return {
    type: 'strategies',
    botName: readBotName(envelope),
    packNumber,
    text: data,
    strategies: listStrategies(data),
  };
}

function readErrors(envelope: JsonObject, receivedAtMs: number): ReadMessage {
  const listed = isJsonObject(envelope.data) ? envelope.data.E : envelope.data;
  const lines: unknown = typeof listed === 'string' ? [listed] : listed;
  if (!Array.isArray(lines)) throw new UnreadableError('field_missing', 'data.E is no list');
  if (lines.length > MOONCMD_LIMITS.maxErrorsPerMessage) {
    throw new UnreadableError('too_many', `more than ${MOONCMD_LIMITS.maxErrorsPerMessage} errors`);
  }
  const errors = lines.map((line: unknown) => {
    if (typeof line !== 'string')
      throw new UnreadableError('field_malformed', 'data.E holds another value than texts');
    if (hasNul(line)) throw new UnreadableError('nul_character', 'an error line holds U+0000');
    return readErrorLine(line, receivedAtMs);
  });
  return { type: 'errors', botName: readBotName(envelope), errors };
}

function readReply(envelope: JsonObject): ReadMessage {
  const botName = readBotName(envelope);
  const text =
    typeof envelope.data === 'string' ? envelope.data : typeof envelope.sql === 'string' ? envelope.sql : '';
  return readText(text, botName) ?? { type: 'reply', botName, number: readNumber(envelope.N), text };
}

/** What a text holds, legacy or a reply's: SQL commands or a balance. `null` when neither. */
function readText(text: string, botName: string | null): ReadMessage | null {
  const mark = text.indexOf(COMMAND_MARK);
  if (mark >= 0) {
    try {
      return { type: 'orders', botName, ...readOrders(text, null, mark) };
    } catch (error) {
      // A text that only mentions a command is a text.
      if (!(error instanceof UnreadableError) || text.trimStart().startsWith(COMMAND_MARK)) throw error;
    }
  }
  const balance = readListedBalance(text);
  return balance === null ? null : { type: 'balance', source: 'list', botName, ...balance };
}

function readChartMessage(payload: Buffer): ReadMessage {
  if (payload.length < 4) throw new UnreadableError('chart_cut', 'no order id');
  const bytes = payload.subarray(4);
  const chart = readChartSummary(bytes);
  const names = [chart.marketName, chart.marketCurrency, chart.pumpChannel, chart.bnMarketName];
  if (names.some(hasNul)) throw new UnreadableError('nul_character', 'a name in the chart holds U+0000');
  return { type: 'chart', orderId: payload.readInt32LE(0), chart, bytes };
}

function parseEnvelope(text: string): JsonObject {
  const envelope = parseJsonObject(text);
  if (envelope === null) throw new UnreadableError('malformed_json', 'not a JSON object');
  return envelope;
}

function readBotName(envelope: JsonObject): string | null {
  if (typeof envelope.bot !== 'string') return null;
  if (hasNul(envelope.bot)) throw new UnreadableError('nul_character', 'the bot name holds U+0000');
  return cutText(envelope.bot, MOONCMD_LIMITS.maxBotNameChars);
}

/** @returns a safe integer, or `null` */
function readNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}
