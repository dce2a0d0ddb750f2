import * as z from 'zod';
import { type Cache, type CachedRead, openCache } from '../../../core/cache/cache.ts';
import { ValkeyConnection } from '../../../core/cache/valkey.ts';
import { FakeServer } from './fake-valkey.ts';

const schema = z.object({ name: z.string() });
const MINUTE = 60_000;

let server: FakeServer;
let nowMs: number;
beforeEach(() => {
  server = new FakeServer();
  nowMs = Date.UTC(2026, 0, 1);
});

/** Another process's cache on the same server. */
function open(random = 0.5): Cache {
  const valkey = new ValkeyConnection({
    load: () => Promise.resolve(server.dial),
    now: () => nowMs,
    random: () => 0,
    onAway: () => undefined,
  });
  return openCache({ valkey, stage: 'test', now: () => nowMs, random: () => random });
}

function source(...names: string[]) {
  const fetch = jest.fn((): Promise<{ name: string }> => {
    const name = names.shift();
    return name === undefined ? Promise.reject(new Error('the database is away')) : Promise.resolve({ name });
  });
  const read = (times: { ttlMs: number; staleMs?: number }): CachedRead<{ name: string }> => ({
    ...times,
    schema,
    fetch,
  });
  return { fetch, read };
}

describe('getOrFetch', () => {
  it('asks the source once for 1,000 callers of one moment, and each gets a value of its own', async () => {
    const { fetch, read } = source('Anna');
    const cache = open();

    const values = await Promise.all(
      Array.from({ length: 1_000 }, () => cache.getOrFetch('user:1', read({ ttlMs: MINUTE }))),
    );

    expect(fetch).toHaveBeenCalledTimes(1);
    expect(values.every(({ name }) => name === 'Anna')).toBe(true);
    expect(values[0]).not.toBe(values[1]);
    expect(cache.takeTally()).toEqual({ hits: 0, misses: 1, fallbacks: 0, joined: 999, stale: 0 });
  });

  it('gives another process what the first has fetched, until its time is up', async () => {
    const { fetch, read } = source('Anna', 'Berta');
    await open().getOrFetch('user:1', read({ ttlMs: MINUTE }));
    nowMs += MINUTE - 1;
    expect(await open().getOrFetch('user:1', read({ ttlMs: MINUTE }))).toEqual({ name: 'Anna' });
    nowMs += 1;
    expect(await open().getOrFetch('user:1', read({ ttlMs: MINUTE }))).toEqual({ name: 'Berta' });
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it.each([
    [0, 54_000],
    [0.999_999, 66_000],
  ])('lets values end at different times: with chance %d after %d ms', async (chance, endsMs) => {
    const { fetch, read } = source('Anna', 'Berta');
    const cache = open(chance);
    await cache.getOrFetch('user:1', read({ ttlMs: MINUTE }));
    nowMs += endsMs - 1;
    await cache.getOrFetch('user:1', read({ ttlMs: MINUTE }));
    expect(fetch).toHaveBeenCalledTimes(1);
    nowMs += 2;
    await cache.getOrFetch('user:1', read({ ttlMs: MINUTE }));
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('gives the older value while the source is away, and the error once it is too old', async () => {
    const { read } = source('Anna');
    const cache = open();
    await cache.getOrFetch('user:1', read({ ttlMs: MINUTE, staleMs: MINUTE }));

    nowMs += 2 * MINUTE - 1;
    expect(await cache.getOrFetch('user:1', read({ ttlMs: MINUTE, staleMs: MINUTE }))).toEqual({
      name: 'Anna',
    });
    expect(cache.takeTally()).toMatchObject({ misses: 2, stale: 1 });

    nowMs += 1;
    await expect(cache.getOrFetch('user:1', read({ ttlMs: MINUTE, staleMs: MINUTE }))).rejects.toThrow(
      'the database is away',
    );
  });

  it('gives the error to all who waited, and asks again for the next', async () => {
    const fetch = jest.fn<Promise<{ name: string }>, []>().mockRejectedValueOnce(new Error('away'));
    fetch.mockResolvedValueOnce({ name: 'Anna' });
    const cache = open();
    const read = { ttlMs: MINUTE, schema, fetch };

    const first = await Promise.allSettled([
      cache.getOrFetch('user:1', read),
      cache.getOrFetch('user:1', read),
    ]);

    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.getOrFetch('user:1', read)).toEqual({ name: 'Anna' });
  });

  it.each([
    [
      'of an older release',
      '{"freshUntilMs":9999999999999,"staleUntilMs":9999999999999,"value":{"nick":"A"}}',
    ],
    ['of somebody else', 'not JSON'],
  ])('asks again for a value %s', async (_, text) => {
    const { read } = source('Anna', 'Berta');
    await open().getOrFetch('user:1', read({ ttlMs: MINUTE }));
    for (const key of server.values.keys()) server.values.set(key, text);

    expect(await open().getOrFetch('user:1', read({ ttlMs: MINUTE }))).toEqual({ name: 'Berta' });
  });

  it('does not keep what was read before the key was deleted', async () => {
    const slow = Promise.withResolvers<{ name: string }>();
    const cache = open();
    const reading = cache.getOrFetch('user:1', { ttlMs: MINUTE, schema, fetch: () => slow.promise });
    await cache.delete('user:1');
    slow.resolve({ name: 'before' });

    expect(await reading).toEqual({ name: 'before' });
    expect(await cache.get('user:1', schema)).toBeUndefined();
  });

  it('counts hits and misses truly', async () => {
    const { read } = source('Anna');
    const cache = open();
    for (let reads = 0; reads < 10; reads += 1) await cache.getOrFetch('user:1', read({ ttlMs: MINUTE }));

    expect(cache.takeTally()).toEqual({ hits: 9, misses: 1, fallbacks: 0, joined: 0, stale: 0 });
    expect(cache.takeTally()).toEqual({ hits: 0, misses: 0, fallbacks: 0, joined: 0, stale: 0 });
  });
});

describe('while the server is away', () => {
  it('answers from the memory of the process, for half a minute without a question', async () => {
    const { fetch, read } = source('Anna', 'Berta');
    const cache = open();
    await cache.getOrFetch('user:1', read({ ttlMs: 10 * MINUTE }));
    server.state = 'down';
    server.closeConnections();

    nowMs += 29_999;
    expect(await cache.getOrFetch('user:1', read({ ttlMs: 10 * MINUTE }))).toEqual({ name: 'Anna' });
    nowMs += 1;
    expect(await cache.getOrFetch('user:1', read({ ttlMs: 10 * MINUTE }))).toEqual({ name: 'Berta' });
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(cache.takeTally()).toMatchObject({ hits: 0, misses: 2, fallbacks: 1 });
  });

  it('does not bring a value back that was deleted meanwhile', async () => {
    const { read } = source('Anna', 'Berta');
    const cache = open();
    await cache.getOrFetch('user:1', read({ ttlMs: 10 * MINUTE }));
    server.state = 'down';
    server.closeConnections();
    await cache.delete('user:1');
    server.state = 'up';
    nowMs += 2_000;

    expect(await cache.getOrFetch('user:1', read({ ttlMs: 10 * MINUTE }))).toEqual({ name: 'Berta' });
  });

  it('works without any server', async () => {
    const { fetch, read } = source('Anna', 'Berta');
    const cache = openCache({ valkey: undefined, stage: 'test', now: () => nowMs, random: () => 0.5 });
    await cache.getOrFetch('user:1', read({ ttlMs: MINUTE }));
    await cache.getOrFetch('user:1', read({ ttlMs: MINUTE }));
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(cache.takeTally()).toMatchObject({ hits: 1, misses: 1, fallbacks: 0 });

    await cache.delete('user:1');
    expect(await cache.getOrFetch('user:1', read({ ttlMs: MINUTE }))).toEqual({ name: 'Berta' });
  });
});

describe('setMany', () => {
  it('writes what reads of any process find, and leaves out what is too long', async () => {
    const names = Array.from({ length: 1_200 }, (_, at) => [`user:${at}`, { name: String(at) }] as const);
    await open().setMany([...names, ['long', { name: 'x'.repeat(600_000) }]], { ttlMs: MINUTE });

    expect(await open().get('user:1199', schema)).toEqual({ name: '1199' });
    expect(server.values.size).toBe(1_200);
  });

  it('keeps keys apart that people have a hand in', async () => {
    const cache = open();
    const keys = [
      'search:{a}',
      'search:_a_',
      'search:%7Ba%7D',
      `search:${'x'.repeat(300)}`,
      `search:${'x'.repeat(301)}`,
    ];
    await cache.setMany(
      keys.map((key) => [key, { name: key }]),
      { ttlMs: MINUTE },
    );

    for (const key of keys) expect(await cache.get(key, schema)).toEqual({ name: key });
    expect([...server.values.keys()].every((key) => !/[{}]/.test(key) && key.length < 300)).toBe(true);
  });
});
