import { startTestApi, type TestApi } from '../support/api-calls.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
let api: TestApi;
let kept: { hash: string; userId: number; credential: string; expiresAtMs: number }[];

beforeAll(async () => {
  store = await createTestDatabase('live_ticket');
  kept = [];
  api = startTestApi(store.url, {
    liveTable: {
      putTicket: (hash, owner, expiresAtMs) => {
        kept.push({ hash, ...owner, expiresAtMs });
        return Promise.resolve();
      },
    },
  });
});
afterAll(async () => {
  await api.close();
  await store.close();
});

describe('POST /api/live/ticket', () => {
  it('gives a ticket that is kept as a hash for 30 s, and is bound to the session', async () => {
    const token = await api.tokenOf(31);
    const { status, body } = await api.call('POST', '/api/live/ticket', {
      token,
      headers: { origin: 'https://fleet.example.com' },
    });

    expect(status).toBe(200);
    expect(body).toEqual({
      ticket: expect.stringMatching(/^[\w-]{43}$/),
      url: 'wss://fleet.example.com/live',
      expiresInSeconds: 30,
    });
    expect(kept).toEqual([
      {
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        userId: 31,
        credential: expect.stringMatching(/^session:[0-9a-f-]{36}$/),
        expiresAtMs: api.now.getTime() + 30_000,
      },
    ]);
    expect(JSON.stringify(kept)).not.toContain(String(body['ticket']));
  });

  it('says where the socket is to who is no page, too, and believes no address that is none', async () => {
    const token = await api.tokenOf(31);
    const urlFor = async (headers: Record<string, string>): Promise<unknown> =>
      (await api.call('POST', '/api/live/ticket', { token, headers })).body['url'];

    expect(await urlFor({ host: '127.0.0.1:8080' })).toBe('ws://127.0.0.1:8080/live');
    expect(await urlFor({ host: '127.0.0.1:8080', origin: 'null' })).toBe('ws://127.0.0.1:8080/live');
    expect(await urlFor({ host: '127.0.0.1:8080', origin: 'javascript:alert(1)' })).toBe(
      'ws://127.0.0.1:8080/live',
    );
  });

  it('gives none to who has not signed in, and not more than a person can use', async () => {
    expect((await api.call('POST', '/api/live/ticket')).status).toBe(401);

    const limited = startTestApi(store.url, {
      guard: {
        take: (key) =>
          Promise.resolve(key.startsWith('tickets:') ? { ok: false, retryAfterSeconds: 7 } : { ok: true }),
      },
    });
    const answer = await limited.call('POST', '/api/live/ticket', { token: await limited.tokenOf(32) });
    await limited.close();

    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('7');
  });
});
