import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { serverMessage, type ServerMessage } from '../../../core/live/live-messages.ts';
import type { Stack } from '../../../local/stack.ts';
import { until } from '../../support/until.ts';

const LIMIT_MS = 60_000;

const ticketSchema = z.object({ ticket: z.string(), url: z.string(), expiresInSeconds: z.literal(30) });

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

interface GivenStack {
  readonly stack: Stack;
  /** How many are simulated. */
  readonly terminals: number;
}

export function describeLiveSockets(given: GivenStack): void {
  const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<unknown> => {
    const answer = await fetch(given.stack.addresses.httpUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return answer.json();
  };

  const takeUrl = async (): Promise<string> => {
    const login = await post('/api/auth/dev-login', { telegramId: 1 });
    const { token } = z.object({ token: z.string() }).parse(login);
    const { ticket, url } = ticketSchema.parse(
      await post('/api/live/ticket', {}, { authorization: `Bearer ${token}` }),
    );
    return `${url}?ticket=${ticket}`;
  };

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
      await until(
        'every terminal has told its balance',
        LIMIT_MS,
        () => client.states.size === given.terminals,
      );

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
      for (const name of Object.keys(given.stack.pids).filter((one) => one.startsWith('push-live')))
        given.stack.kill(name);
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
}
