import { ProblemError } from '../../http/answers.ts';
import type { HttpRequest } from '../../http/http-request.ts';
import { credentialOf } from '../../live/read-viewers.ts';
import { issueTicket, TICKET_SECONDS } from '../../live/ticket.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { ticketAnswer } from './live-shapes.ts';

/** Of one person. A page needs one a connection. */
const TICKETS_A_MINUTE = 60;

/** Stage of the WebSocket API (lib/stacks/live-stack.ts). */
const LIVE_PATH = '/live';

const makeTicket = defineRoute({
  method: 'POST',
  path: '/api/live/ticket',
  tag: TAGS.live,
  summary: 'A ticket for one live socket',
  description: `Open \`URL?ticket=TICKET\` as a WebSocket within ${TICKET_SECONDS} seconds, then say what you want to hear:
\`{"action":"subscribe","topics":["fleet"],"since":SEQ}\`. Topics: \`fleet\` (state and balance of every terminal you may see), \`orders\`,
\`terminal:ID\`, \`commands\`, \`run:ID\`, \`alarms\`; at most 50. A subscription replaces the one before. The answer is \`subscribed\`: with
\`isResumed\` everything since \`since\` follows; without it read what you show over HTTP now, and changes follow. Then \`batch\` frames come
with at most 50 messages each and a \`seq\`: give the last one back as \`since\` after a break of up to a minute. \`reset\`: you were too slow, or
something was lost; read again. A message tells the newest state of one thing, and may come twice: of an order the higher \`version\` is the
newer, of a terminal the later \`lastSeenAt\`. \`{"action":"ping"}\` is answered \`pong\`. A person may have 10 connections; one that says nothing
for 10 minutes is closed, as is one that says more than 100 words in 10 seconds, any after 2 hours, and all when the person signs out.`,
  query: null,
  body: null,
  answer: ticketAnswer,
  handle: async ({ caller, request, now, parts }) => {
    const taken = await parts.guard.take(`tickets:api:${caller.userId}`, TICKETS_A_MINUTE, 60);
    if (!taken.ok)
      throw new ProblemError({
        status: 429,
        title: 'Too many tickets',
        detail: `You may take ${TICKETS_A_MINUTE} a minute. Ask again in ${taken.retryAfterSeconds} s.`,
        headers: { 'retry-after': String(taken.retryAfterSeconds) },
      });
    const owner = { userId: caller.userId, credential: credentialOf(caller.sessionId, caller.token) };
    const ticket = await issueTicket(parts.liveTable, owner, now, parts.randomBytes);
    return {
      body: { ticket, url: socketUrl(request, parts.isBehindEdge), expiresInSeconds: TICKET_SECONDS },
    };
  },
});

/**
 * A page says where it was loaded from, and the socket is there too. Behind CloudFront the host that we see is API Gateway's, so whoever says
 * nothing gets a path.
 */
function socketUrl({ headers }: Pick<HttpRequest, 'headers'>, isBehindEdge: boolean): string {
  const { origin, host } = headers;
  const page = origin === undefined ? undefined : URL.parse(origin);
  if (page?.protocol === 'https:' || page?.protocol === 'http:')
    return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}${LIVE_PATH}`;
  return isBehindEdge || host === undefined ? LIVE_PATH : `ws://${host}${LIVE_PATH}`;
}

export const liveRoutes: readonly RouteDefinition[] = [makeTicket];
