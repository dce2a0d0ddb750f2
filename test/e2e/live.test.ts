import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { serverMessage, type ServerMessage } from '../../core/live/live-messages.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { until } from '../support/until.ts';

const LIMIT_MS = 60_000;
const TERMINALS = 5;

const ticketSchema = z.object({ ticket: z.string(), url: z.string(), expiresInSeconds: z.literal(30) });

let dataDir: string;
let stack: Stack;
let token: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'live-'));
  stack = await startStack({
    rootDir: join(__dirname, '../..'),
    dataDir,
    httpPort: 0,
    udpPort: 0,
    terminals: TERMINALS,
    standby: false,
  });
  const answer = await post('/api/auth/dev-login', { telegramId: 1 });
  token = z.object({ token: z.string() }).parse(answer).token;
}, 180_000);

afterAll(async () => {
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function post(path: string, body: object): Promise<unknown> {
  const answer = await fetch(stack.addresses.httpUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** A connection as the console makes one. */
class Client {
  readonly said: ServerMessage[] = [];
  readonly socket: WebSocket;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.said.push(serverMessage.parse(JSON.parse(data.toString())));
    });
    this.socket.on('error', () => undefined);
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  get states(): Set<number> {
    return new Set(
      this.said.flatMap((one) =>
        one.type === 'batch'
          ? one.messages.flatMap((m) => (m.kind === 'terminal' ? [m.terminalId] : []))
          : [],
      ),
    );
  }
}

async function takeUrl(): Promise<string> {
  const { ticket, url } = ticketSchema.parse(await post('/api/live/ticket', {}));
  return `${url}?ticket=${ticket}`;
}

describe('the live sockets on one machine', () => {
  it('tell a page what every terminal says, from the template’s own functions, table and queue', async () => {
    const url = await takeUrl();
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/live\?ticket=/);
    const client = new Client(url);
    await once(client.socket, 'open');
    client.say({ action: 'subscribe', topics: ['fleet', 'orders'] });
    await until('the subscription is answered', LIMIT_MS, () =>
      client.said.some(({ type }) => type === 'subscribed'),
    );
    await until('every terminal has told its balance', LIMIT_MS, () => client.states.size === TERMINALS);

    // The same ticket again.
    const second = new Client(url);
    const [error]: unknown[] = await once(second.socket, 'error');
    expect(String(error)).toContain('401');

    client.say({ action: 'rubbish' });
    await until('rubbish is refused', LIMIT_MS, () => client.said.some(({ type }) => type === 'refused'));
    client.socket.close();
  });

  it('go on by themselves after whoever pushes was killed', async () => {
    const client = new Client(await takeUrl());
    await once(client.socket, 'open');
    client.say({ action: 'subscribe', topics: ['fleet'] });
    await until('the subscription is answered', LIMIT_MS, () =>
      client.said.some(({ type }) => type === 'subscribed'),
    );
    for (const name of Object.keys(stack.pids).filter((one) => one.startsWith('push-live'))) stack.kill(name);
    const before = client.said.length;
    const pinging = setInterval(() => client.say({ action: 'ping' }), 2_000);

    // As a page does each 30 s; the lease of who died runs out after 15.
    try {
      await until('another one pushes', LIMIT_MS, () =>
        client.said.slice(before).some(({ type }) => type === 'batch'),
      );
    } finally {
      clearInterval(pinging);
    }

    expect(client.said.slice(before)).toContainEqual(
      expect.objectContaining({ type: 'subscribed', isResumed: false }),
    );
    client.socket.close();
  }, 120_000);
});
