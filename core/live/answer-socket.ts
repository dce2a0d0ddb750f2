import * as z from 'zod';
import type { LiveTable, PushRow, SocketOwner } from '../aws/live-table.ts';
import { type LiveNews, writeNews } from '../contracts/live-news.ts';
import { clientMessage } from './live-messages.ts';
import { ticketHash } from './ticket.ts';

/** Of one person: every tab and telephone has one. */
export const MAX_CONNECTIONS = 10;

/** The largest message has 50 topics of 60 characters. */
const MAX_MESSAGE_CHARACTERS = 8_192;

/** What the function needs of an event of a WebSocket API. */
const socketEvent = z.object({
  requestContext: z.object({
    eventType: z.enum(['CONNECT', 'MESSAGE', 'DISCONNECT']),
    connectionId: z.string().min(1).max(200),
    requestTimeEpoch: z.number().int().nonnegative(),
  }),
  headers: z.record(z.string(), z.string()).default({}),
  queryStringParameters: z.record(z.string(), z.string()).nullish(),
  body: z.string().default(''),
});

export interface SocketParts {
  readonly table: Pick<
    LiveTable,
    'takeTicket' | 'addConnection' | 'removeConnection' | 'setTopics' | 'readPush'
  >;
  /** Whether the handshake came through CloudFront, by its headers in lower case. */
  readonly isFromEdge: (headers: Readonly<Record<string, string>>) => Promise<boolean>;
  /** Tells whoever pushes. */
  readonly tell: (body: string) => Promise<void>;
  /** Starts whoever pushes, if nobody does. */
  readonly startPushing: () => Promise<void>;
  /** Told of what failed and is tried again by others. */
  readonly onProblem: (what: string, error: unknown) => void;
  readonly nowMs: () => number;
}

export interface SocketAnswer {
  readonly statusCode: number;
}

/**
 * What a WebSocket API asks: may this client connect, and what did it say. It answers with a status only; what clients are told is told by
 * whoever pushes, so that all of it comes in one order.
 */
export async function answerSocket(parts: SocketParts, event: unknown): Promise<SocketAnswer> {
  const { requestContext, headers, queryStringParameters, body } = socketEvent.parse(event);
  const { connectionId } = requestContext;
  switch (requestContext.eventType) {
    case 'CONNECT':
      return connect(parts, connectionId, headers, queryStringParameters?.ticket);
    case 'MESSAGE':
      await hear(parts, connectionId, requestContext.requestTimeEpoch, body);
      return { statusCode: 200 };
    case 'DISCONNECT':
      await parts.table.removeConnection(connectionId, undefined);
      await tell(parts, { type: 'gone', connectionId });
      return { statusCode: 200 };
  }
}

async function connect(
  parts: SocketParts,
  connectionId: string,
  headers: Readonly<Record<string, string>>,
  ticket: string | undefined,
): Promise<SocketAnswer> {
  const lowered = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (!(await parts.isFromEdge(lowered))) return { statusCode: 403 };
  const hash = ticketHash(ticket);
  const owner = hash === undefined ? undefined : await parts.table.takeTicket(hash, parts.nowMs());
  if (owner === undefined) return { statusCode: 401 };
  if (!(await add(parts, connectionId, owner))) {
    // Those counted may have ended without a word: whoever begins to push finds out, and the next try has a place.
    await startIfNeeded(parts);
    return { statusCode: 429 };
  }
  // After the row is there: who ends at this moment because nobody is connected looks for rows once more after it has ended.
  await startIfNeeded(parts);
  return { statusCode: 200 };
}

/** @returns false when the person has as many as they may */
async function add(parts: SocketParts, connectionId: string, owner: SocketOwner): Promise<boolean> {
  try {
    return await parts.table.addConnection(connectionId, owner, MAX_CONNECTIONS, parts.nowMs());
  } catch (error) {
    // It may be counted already, and API Gateway never tells that a connection has ended which it did not let in.
    await parts.table.removeConnection(connectionId, owner.userId).catch(() => undefined);
    throw error;
  }
}

async function hear(parts: SocketParts, connectionId: string, saidAtMs: number, body: string): Promise<void> {
  const news = await read(parts, connectionId, saidAtMs, body);
  await Promise.all([tell(parts, news), startIfNeeded(parts)]);
}

async function read(
  parts: SocketParts,
  connectionId: string,
  saidAtMs: number,
  body: string,
): Promise<LiveNews> {
  const refuse = (reason: string): LiveNews => ({ type: 'answer', connectionId, answer: 'refused', reason });
  if (body.length > MAX_MESSAGE_CHARACTERS) return refuse('the message is too long');
  const said = clientMessage.safeParse(parseJson(body));
  if (!said.success) return refuse('send {"action":"subscribe","topics":[...]} or {"action":"ping"}');
  if (said.data.action === 'ping') return { type: 'answer', connectionId, answer: 'pong', reason: '' };
  const topics = [...new Set(said.data.topics)];
  const owner = await parts.table.setTopics(connectionId, topics, saidAtMs);
  if (owner === undefined) return refuse('connect again');
  return {
    type: 'subscribe',
    connectionId,
    userId: owner.userId,
    credential: owner.credential,
    topics,
    ...(said.data.since === undefined ? {} : { since: said.data.since }),
    saidAtMs,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function tell({ tell: send }: SocketParts, news: LiveNews): Promise<void> {
  const body = writeNews(news);
  if (body !== undefined) await send(body);
}

/** It never fails: who is let in stays in, and a schedule starts whoever pushes within a minute. */
async function startIfNeeded({ table, startPushing, nowMs, onProblem }: SocketParts): Promise<void> {
  try {
    const push = await table.readPush();
    if (!isPushing(push, nowMs())) await startPushing();
  } catch (error) {
    onProblem('start', error);
  }
}

export function isPushing({ holder, untilMs }: PushRow, nowMs: number): boolean {
  return holder !== undefined && untilMs > nowMs;
}
