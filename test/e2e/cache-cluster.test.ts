import { Redis } from 'ioredis';
import * as z from 'zod';
import { openCache } from '../../core/cache/cache.ts';
import { openValkey, type Valkey } from '../../core/cache/valkey.ts';
import type { ChangingPassword } from '../../core/database/endpoint.ts';
import { openPacing } from '../../core/guard/pacing.ts';
import { openTurnGuard } from '../../core/guard/turn-guard.ts';
import { findTcpPort } from '../../local/process/ports.ts';
import { itNeeds } from '../support/needs-program.ts';
import { hasCacheServer, startTestCacheServer, type TestCacheServer } from '../support/test-cache-server.ts';
import { until } from '../support/until.ts';

/**
 * A cluster of three, as ElastiCache is one, with the rights of lib/constructs/cache-users.ts. Without TLS, which ElastiCache has and this
 * machine's servers would need certificates for.
 */
const ACCESS = '~* &* +@all -@admin -@dangerous +info';
const SLOTS = [
  [0, 5_460],
  [5_461, 10_922],
  [10_923, 16_383],
] as const;

const itOnServer = itNeeds(hasCacheServer, 'valkey-server or redis-server');

let nodes: TestCacheServer[] = [];
/** Logged in before there was a password. */
let operators: Redis[] = [];
const opened: Valkey[] = [];

beforeAll(async () => {
  if (!hasCacheServer) return;
  for (const [first, last] of SLOTS) {
    const busPort = await findTcpPort(0);
    const node = await startTestCacheServer({
      'cluster-enabled': 'yes',
      'cluster-port': String(busPort),
      'cluster-announce-ip': '127.0.0.1',
    });
    const operator = new Redis(node.url);
    nodes.push(node);
    operators.push(operator);
    await operator.cluster('ADDSLOTSRANGE', first, last);
    if (nodes.length > 1)
      await operators[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(busPort));
  }
  await until('the cluster is whole', 30_000, async () => {
    const states = await Promise.all(operators.map((operator) => operator.cluster('INFO')));
    return states.every((state) => /cluster_state:ok[^]*cluster_known_nodes:3/.test(state));
  });
  await setPassword('first');
}, 60_000);
afterAll(async () => {
  for (const valkey of opened) valkey.close();
  for (const operator of operators) operator.disconnect();
  await Promise.all(nodes.map((node) => node.close()));
  nodes = [];
  operators = [];
});

async function setPassword(password: string): Promise<void> {
  for (const operator of operators)
    await operator.call(
      'ACL',
      'SETUSER',
      'default',
      'on',
      'resetpass',
      `>${password}`,
      '-@all',
      ...ACCESS.split(' '),
      '+acl',
    );
}

/** A secret as it is remembered: what was read last, until it is forgotten. */
function rememberedPassword(known: string, current: string): ChangingPassword & { reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    read: () => {
      reads.push(known);
      return Promise.resolve(known);
    },
    forget: () => {
      known = current;
    },
  };
}

function connect(password: ChangingPassword, reasons: string[] = []): Valkey {
  const valkey = openValkey(
    { host: '127.0.0.1', port: nodes[0]?.port ?? 0, password, isEncrypted: false },
    (reason) => reasons.push(reason),
  );
  opened.push(valkey);
  return valkey;
}

describe('a cluster with a password', () => {
  itOnServer(
    'is read and written over all of its nodes, with the rights that the user has in AWS',
    async () => {
      const reasons: string[] = [];
      const valkey = connect(rememberedPassword('first', 'first'), reasons);
      const cache = openCache({ valkey, stage: 'cluster', now: Date.now, random: Math.random });
      const ids = Array.from({ length: 300 }, (_, id) => id);

      await cache.setMany(
        ids.map((id) => [`n:${id}`, id]),
        { ttlMs: 60_000 },
      );
      expect(await Promise.all(ids.map((id) => cache.get(`n:${id}`, z.number())))).toEqual(ids);
      expect(cache.takeTally()).toMatchObject({ hits: 300, misses: 0, fallbacks: 0 });
      const sizes = await Promise.all(operators.map((operator) => operator.dbsize()));
      expect(Math.min(...sizes)).toBeGreaterThan(50);

      await cache.delete(...ids.map((id) => `n:${id}`));
      expect(await cache.get('n:1', z.number())).toBeUndefined();
      expect(reasons).toEqual([]);
    },
  );

  itOnServer('limits and paces with keys of one slot', async () => {
    const reasons: string[] = [];
    const valkey = connect(rememberedPassword('first', 'first'), reasons);
    const guard = openTurnGuard({ valkey, stage: 'cluster' });
    const pacing = openPacing({ valkey, stage: 'cluster', now: () => performance.now() });

    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, at) => guard.take(`search:fleet:${at % 2}`, 10, 60)),
    );
    expect(taken.filter(({ ok }) => ok)).toHaveLength(20);
    expect(await pacing.pace('fleet', -5, true)).toBe(0);
    expect(await pacing.pace('fleet', -5, true)).toBeGreaterThan(0);
    expect(reasons).toEqual([]);
  });

  itOnServer('asks for its password again when it is refused, and tells nobody what it was', async () => {
    await setPassword('second');
    const reasons: string[] = [];
    const password = rememberedPassword('first', 'second');
    const valkey = connect(password, reasons);
    await valkey.ask((client) => client.set('telefleet:cluster:x', '1', 10_000));
    expect(password.reads).toEqual(['first', 'second']);
    expect(reasons).toEqual([]);

    const wrong = connect(rememberedPassword('wrong-one', 'wrong-too'), reasons);
    await expect(wrong.ask((client) => client.get('telefleet:cluster:x'))).rejects.toThrow(/WRONGPASS/);
    expect(reasons).toHaveLength(1);
    expect(reasons.join()).not.toMatch(/wrong-/);
  });
});
