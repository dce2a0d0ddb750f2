import { Redis } from 'ioredis';
import * as z from 'zod';
import { type Cache, openCache } from '../../core/cache/cache.ts';
import { openValkey, type Valkey, VALKEY_LIMIT_MS } from '../../core/cache/valkey.ts';
import { openPacing } from '../../core/guard/pacing.ts';
import { openTurnGuard } from '../../core/guard/turn-guard.ts';
import { itNeeds } from '../support/needs-program.ts';
import { hasCacheServer, startTestCacheServer, type TestCacheServer } from '../support/test-cache-server.ts';
import { until } from '../support/until.ts';

/** A real server of this file's own, and programs that use it. */
let server: TestCacheServer;
let opened: Valkey[];
beforeAll(async () => {
  if (hasCacheServer) server = await startTestCacheServer();
});
afterAll(async () => {
  if (hasCacheServer) await server.close();
});
beforeEach(() => {
  opened = [];
});
afterEach(() => {
  for (const valkey of opened) valkey.close();
});

const itOnServer = itNeeds(hasCacheServer, 'valkey-server or redis-server');
const schema = z.object({ n: z.number() });
/** For a test machine that does other things too. */
const SLACK_MS = 250;

/** One process's connection, with what is told of it. */
function connect(reasons: string[] = []): Valkey {
  const valkey = openValkey({ url: server.url }, (reason) => reasons.push(reason));
  opened.push(valkey);
  return valkey;
}

function open(stage: string, valkey: Valkey) {
  return {
    cache: openCache({ valkey, stage, now: Date.now, random: Math.random }),
    guard: openTurnGuard({ valkey, stage }),
    pacing: openPacing({ valkey, stage, now: () => performance.now() }),
  };
}

/** Reads, limits and paces all the time, some at once, until it is stopped. */
function load({ cache, guard, pacing }: ReturnType<typeof open>) {
  const seen = { operations: 0, longestMs: 0, failures: [] as unknown[] };
  let isRunning = true;
  const timed = async (work: () => Promise<unknown>): Promise<void> => {
    const beganAt = performance.now();
    try {
      await work();
    } catch (error) {
      seen.failures.push(error);
    }
    seen.operations += 1;
    seen.longestMs = Math.max(seen.longestMs, performance.now() - beganAt);
  };
  const user = async (seed: number): Promise<void> => {
    for (let turn = 0; isRunning; turn += 1) {
      const id = (seed + turn) % 50;
      await timed(() =>
        cache.getOrFetch(`n:${id}`, { ttlMs: 5_000, schema, fetch: () => Promise.resolve({ n: id }) }),
      );
      await timed(() => guard.take(`updates:fleet:${id}`, 1_000_000, 60));
      await timed(() => pacing.pace('fleet', id, false));
      await timed(() => cache.delete(`n:${(id + 7) % 50}`));
      // Others of this process have their turn, as between updates.
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const users = Array.from({ length: 8 }, (_, seed) => user(seed * 5));
  return {
    seen,
    stop: async () => {
      isRunning = false;
      await Promise.all(users);
    },
  };
}

const readsOf = (cache: Cache) => {
  let hits = 0;
  return async (): Promise<boolean> => {
    hits += cache.takeTally().hits;
    return Promise.resolve(hits > 0);
  };
};

describe('a server that goes away under load', () => {
  itOnServer(
    'fails nobody and holds nobody up when it is killed, and is used again when it is back',
    async () => {
      const reasons: string[] = [];
      const parts = open('killed', connect(reasons));
      const { seen, stop } = load(parts);
      await until('hits before', 5_000, readsOf(parts.cache));

      await server.kill();
      await until('it is told', 5_000, () => reasons.length > 0);
      parts.cache.takeTally();
      const before = seen.operations;
      await until('work goes on', 10_000, () => seen.operations > before + 2_000);
      const { hits, fallbacks } = parts.cache.takeTally();
      expect(hits).toBe(0);
      expect(fallbacks).toBeGreaterThan(0);

      await server.start();
      await until('hits after', 10_000, readsOf(parts.cache));
      await stop();
      expect(seen.failures).toEqual([]);
      expect(seen.longestMs).toBeLessThan(VALKEY_LIMIT_MS + SLACK_MS);
    },
    60_000,
  );

  itOnServer(
    'holds nobody up for longer than its deadline when it hangs',
    async () => {
      const reasons: string[] = [];
      const parts = open('hangs', connect(reasons));
      const { seen, stop } = load(parts);
      await until('hits before', 5_000, readsOf(parts.cache));

      server.signal('SIGSTOP');
      try {
        await until('it is told', 5_000, () => reasons.length > 0);
        const before = seen.operations;
        await until('work goes on', 10_000, () => seen.operations > before + 2_000);
      } finally {
        server.signal('SIGCONT');
      }
      parts.cache.takeTally();
      await until('hits after', 10_000, readsOf(parts.cache));
      await stop();
      expect(seen.failures).toEqual([]);
      expect(seen.longestMs).toBeLessThan(VALKEY_LIMIT_MS + SLACK_MS);
    },
    60_000,
  );

  itOnServer('still limits and paces within the process', async () => {
    const away = openValkey({ url: 'redis://127.0.0.1:1' }, () => undefined);
    opened.push(away);
    const { guard, pacing } = open('alone', away);

    const taken = await Promise.all(Array.from({ length: 20 }, () => guard.take('search:fleet:1', 10, 60)));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(10);
    expect(await pacing.pace('fleet', 1, false)).toBe(0);
    expect(await pacing.pace('fleet', 1, false)).toBeGreaterThan(0);
  });
});

describe('limits of several processes', () => {
  itOnServer('give away every point once, whoever asks', async () => {
    const [one, other] = [open('atomic', connect()), open('atomic', connect())];

    const taken = await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        (at % 2 === 0 ? one : other).guard.take('updates:fleet:1', 60, 60),
      ),
    );

    expect(taken.filter(({ ok }) => ok)).toHaveLength(60);
    const refused = taken.find(({ ok }) => !ok);
    expect(refused).toEqual({ ok: false, retryAfterSeconds: 60 });
    expect(await one.guard.take('updates:fleet:2', 60, 60)).toEqual({ ok: true });
    expect(await other.guard.take('search:fleet:1', 10, 60)).toEqual({ ok: true });
  });

  itOnServer('pace a bot to 30 messages a second, a chat to one', async () => {
    const [one, other] = [open('pace', connect()), open('pace', connect())];

    const beganAt = performance.now();
    const waits = await Promise.all(
      Array.from({ length: 100 }, (_, chat) =>
        (chat % 2 === 0 ? one : other).pacing.pace('fleet', chat, false),
      ),
    );
    const tookMs = performance.now() - beganAt;
    expect(tookMs).toBeLessThan(1_000);
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(30);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
    expect(Math.min(...waits.filter((waitMs) => waitMs > 0))).toBeGreaterThan(0);

    const sameChat = await Promise.all([one, other].map(({ pacing }) => pacing.pace('digest', 1, false)));
    expect(sameChat.filter((waitMs) => waitMs === 0)).toHaveLength(1);
    // The one that waits has taken nothing from its bot.
    const others = await Promise.all(
      Array.from({ length: 30 }, (_, at) => one.pacing.pace('digest', 100 + at, false)),
    );
    expect(others.filter((waitMs) => waitMs === 0)).toHaveLength(29);
    await until('the chat again', 3_000, async () => (await other.pacing.pace('digest', 1, false)) === 0);
  });

  itOnServer('pace a group to 20 messages a minute', async () => {
    const { pacing } = open('groups', connect());
    const redis = new Redis(server.url);
    // Twenty messages, one each 2 s until 10 s ago.
    const newest = Date.now() - 10_000;
    for (let at = 19; at >= 0; at -= 1)
      await redis.lpush('telefleet:groups:pace:{fleet}:group:-100', String(newest - at * 2_000));
    redis.disconnect();

    // The oldest was 48 s ago.
    const waitMs = await pacing.pace('fleet', -100, true);
    expect(waitMs).toBeGreaterThan(10_000);
    expect(waitMs).toBeLessThanOrEqual(12_000);
    expect(await pacing.pace('fleet', -100, false)).toBe(0);
    expect(await pacing.pace('fleet', -101, true)).toBe(0);
  });
});
