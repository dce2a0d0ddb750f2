import { randomBytes } from 'node:crypto';
import type { LiveTable } from '../../core/aws/live-table.ts';
import { readNews, type LiveNews } from '../../core/contracts/live-news.ts';
import { answerSocket, type SocketParts } from '../../core/live/answer-socket.ts';
import { issueTicket } from '../../core/live/ticket.ts';
import { openSocketsTable } from '../support/sockets-table.ts';

let table: LiveTable;
let sockets: Awaited<ReturnType<typeof openSocketsTable>>;
let told: LiveNews[];
let started: number;
let nowMs: number;
let isFromEdge: boolean;
let isLambdaAway: boolean;
let problems: string[];
let people = 0;

beforeAll(async () => {
  sockets = await openSocketsTable();
  ({ table } = sockets);
});
afterAll(() => sockets.close());
beforeEach(() => {
  told = [];
  started = 0;
  nowMs = Date.UTC(2026, 10, 21, 9);
  isFromEdge = true;
  isLambdaAway = false;
  problems = [];
  people += 1;
});

const parts = (): SocketParts => ({
  table,
  isFromEdge: () => Promise.resolve(isFromEdge),
  tell: (body) => {
    told.push(readNews(body));
    return Promise.resolve();
  },
  startPushing: () => {
    if (isLambdaAway) return Promise.reject(new Error('throttled'));
    started += 1;
    return Promise.resolve();
  },
  onProblem: (what) => problems.push(what),
  nowMs: () => nowMs,
});

const owner = () => ({ userId: people, credential: 'session:a' });
const takeTicket = (): Promise<string> => issueTicket(table, owner(), new Date(nowMs), randomBytes);

type EventType = 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
const event = (eventType: EventType, connectionId: string, more: object = {}, requestTimeEpoch = nowMs) => ({
  requestContext: { eventType, connectionId, requestTimeEpoch },
  ...more,
});
const connect = async (connectionId: string, ticket: string): Promise<number> =>
  (await answerSocket(parts(), event('CONNECT', connectionId, { queryStringParameters: { ticket } })))
    .statusCode;
const say = (connectionId: string, body: unknown, atMs?: number): Promise<unknown> =>
  answerSocket(
    parts(),
    event('MESSAGE', connectionId, { body: typeof body === 'string' ? body : JSON.stringify(body) }, atMs),
  );

describe('a live socket', () => {
  it('opens once by a ticket, and starts whoever pushes', async () => {
    const ticket = await takeTicket();

    expect(await connect('first=', ticket)).toBe(200);
    expect(started).toBe(1);
    expect(await connect('second=', ticket)).toBe(401);
  });

  it('of two that come with one ticket at once lets one in', async () => {
    const ticket = await takeTicket();

    const codes = await Promise.all(['a', 'b', 'c', 'd'].map((id) => connect(`race-${id}`, ticket)));

    expect(codes.sort()).toEqual([200, 401, 401, 401]);
  });

  it('does not open by a ticket that is too old, made up, or missing, nor past the front door', async () => {
    const ticket = await takeTicket();
    nowMs += 32_000;
    expect(await connect('late', ticket)).toBe(401);
    expect(await connect('forged', 'A'.repeat(43))).toBe(401);
    expect(await connect('rubbish', "' or 1=1 --")).toBe(401);
    expect((await answerSocket(parts(), event('CONNECT', 'none'))).statusCode).toBe(401);

    isFromEdge = false;
    expect(await connect('round the corner', await takeTicket())).toBe(403);
  });

  it('is refused to a person who has ten, until one of them ends', async () => {
    for (let count = 1; count <= 10; count += 1)
      expect(await connect(`ten-${people}-${count}`, await takeTicket())).toBe(200);
    const ticket = await takeTicket();
    const startedBefore = started;
    expect(await connect(`ten-${people}-11`, ticket)).toBe(429);
    // Some of the ten may be gone without a word: who pushes finds out.
    expect(started).toBe(startedBefore + 1);

    await answerSocket(parts(), event('DISCONNECT', `ten-${people}-3`));
    expect(told.at(-1)).toEqual({ type: 'gone', connectionId: `ten-${people}-3` });
    expect(await connect(`ten-${people}-12`, await takeTicket())).toBe(200);

    // What API Gateway never told of is over after two hours.
    nowMs += 2 * 3_600_000 + 301_000;
    expect(await connect(`ten-${people}-13`, await takeTicket())).toBe(200);
  });

  it('opens also while nobody can be started: the schedule does it, and nobody is locked out by tries that failed', async () => {
    isLambdaAway = true;
    expect(await connect(`start-${people}`, await takeTicket())).toBe(200);
    await say(`start-${people}`, { action: 'ping' });

    expect(problems).toEqual(['start', 'start']);
    expect(told).toMatchObject([{ type: 'answer', answer: 'pong' }]);
  });

  it('does not count among the ten when its row could not be written', async () => {
    const broken: SocketParts = {
      ...parts(),
      table: {
        ...table,
        addConnection: async (...given) => {
          await table.addConnection(...given);
          throw new Error('away');
        },
      },
    };
    for (let count = 1; count <= 10; count += 1) {
      const opening = event('CONNECT', `broken-${people}-${count}`, {
        queryStringParameters: { ticket: await takeTicket() },
      });
      await expect(answerSocket(broken, opening)).rejects.toThrow('away');
    }

    expect(await connect(`broken-${people}-11`, await takeTicket())).toBe(200);
  });

  it('passes on what is subscribed, with whose it is, and remembers the newest for the next who pushes', async () => {
    const id = `sub-${people}`;
    await connect(id, await takeTicket());
    await say(id, { action: 'subscribe', topics: ['fleet', 'fleet', 'terminal:7'], since: 5 }, 2_000);
    await say(id, { action: 'subscribe', topics: ['orders'] }, 1_000);

    expect(told).toEqual([
      {
        type: 'subscribe',
        connectionId: id,
        ...owner(),
        topics: ['fleet', 'terminal:7'],
        since: 5,
        saidAtMs: 2_000,
      },
      expect.objectContaining({ type: 'answer', answer: 'refused' }),
    ]);
    expect(await table.listConnections(nowMs)).toContainEqual({
      connectionId: id,
      ...owner(),
      topics: ['fleet', 'terminal:7'],
    });
  });

  it.each([
    ['no JSON', 'hello'],
    ['another action', { action: 'steal' }],
    ['a topic that is none', { action: 'subscribe', topics: ['fleet; drop table'] }],
    ['a run that is no UUID', { action: 'subscribe', topics: [`run:${'-'.repeat(36)}`] }],
    ['JSON as deep as it fits', '['.repeat(8_000)],
    ['a terminal of letters', { action: 'subscribe', topics: ['terminal:abc'] }],
    [
      '51 topics',
      { action: 'subscribe', topics: Array.from({ length: 51 }, (_, id) => `terminal:${id + 1}`) },
    ],
    ['a field too many', { action: 'ping', userId: 1 }],
    ['a negative place', { action: 'subscribe', topics: [], since: -1 }],
    ['100 KB', 'x'.repeat(100_000)],
  ])('refuses %s, with words and not with an error', async (_, body) => {
    // Let in, or it would be refused for that.
    const id = `hostile-${people}`;
    await connect(id, await takeTicket());
    await say(id, body);

    expect(told).toEqual([
      {
        type: 'answer',
        connectionId: id,
        answer: 'refused',
        reason: expect.stringMatching(/^send |too long$/),
      },
    ]);
  });

  it('has a ping answered by whoever pushes, and starts them if nobody does', async () => {
    await say('pinging', { action: 'ping' });
    expect(told).toEqual([{ type: 'answer', connectionId: 'pinging', answer: 'pong', reason: '' }]);
    expect(started).toBe(1);

    await table.takePush('holder', nowMs + 15_000, nowMs);
    await say('pinging', { action: 'ping' });
    expect(started).toBe(1);

    nowMs += 16_000;
    await say('pinging', { action: 'ping' });
    expect(started).toBe(2);
    await table.releasePush('holder', undefined);
  });

  it('does not subscribe a connection that never was let in', async () => {
    await say('stranger', { action: 'subscribe', topics: ['fleet'] });

    expect(told).toEqual([expect.objectContaining({ type: 'answer', answer: 'refused' })]);
  });
});

describe('the lease of who pushes', () => {
  it('is held by one, renewed by them alone, and handed over with what they leave', async () => {
    expect(await table.takePush('one', nowMs + 15_000, nowMs)).toMatchObject({ holder: undefined });
    expect(await table.takePush('two', nowMs + 15_000, nowMs)).toBeUndefined();
    expect(await table.renewPush('two', nowMs + 99_000)).toBe(false);
    expect(await table.renewPush('one', nowMs + 20_000)).toBe(true);
    expect(await table.releasePush('one', Buffer.from('left'))).toBe(true);

    const taken = await table.takePush('two', nowMs + 15_000, nowMs);
    expect(Buffer.from(taken?.handover ?? []).toString()).toBe('left');
    expect(taken?.holder).toBeUndefined();

    // Who dies leaves nothing.
    expect(await table.takePush('three', nowMs + 40_000, nowMs + 16_000)).toMatchObject({
      holder: 'two',
      handover: undefined,
    });
    expect(await table.renewPush('two', nowMs + 99_000)).toBe(false);
  });
});
