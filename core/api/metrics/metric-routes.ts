import type { Databases } from '../../database/databases.ts';
import type { Call } from '../call.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { measureWork } from './measured-work.ts';
import {
  allMetrics,
  capacityMetrics,
  databaseMetrics,
  redisMetrics,
  serversLoad,
  systemMetrics,
  udpMetrics,
  websocketMetrics,
} from './metric-shapes.ts';
import { countServers, readCapacity } from './read-capacity.ts';
import { readDatabase } from './read-database.ts';
import { readRedis } from './read-redis.ts';
import { readServersLoad } from './read-servers-load.ts';
import { readSystem } from './read-system.ts';
import { readUdp } from './read-udp.ts';
import { readWebsocket } from './read-websocket.ts';
import { type Recent, readRecent } from './recent-measurements.ts';

const common = { method: 'GET', tag: TAGS.system, query: null, body: null } as const;
const administrator = { ...common, access: 'administrator' } as const;

const FROM_MEASUREMENTS =
  'From what the programs measured of themselves. A figure that is not known is null, and `alerts` says why. Field names are those of MoonBot Commander.';

function recentOf({ databases, now }: Pick<Call, 'databases' | 'now'>): Promise<Recent> {
  return databases.read('recent', (database) => readRecent(database, now));
}

function serversOf(databases: Databases): Promise<number> {
  return databases.read('recent', countServers);
}

const system = defineRoute({
  ...administrator,
  path: '/api/metrics/system',
  summary: 'CPU, memory and disk of the ingest tasks, and their processes',
  description: FROM_MEASUREMENTS,
  answer: systemMetrics,
  handle: async (call) => ({ body: { timestamp: call.now, ...readSystem(await recentOf(call)) } }),
});

const database = defineRoute({
  ...administrator,
  path: '/api/metrics/database',
  summary: 'Connections, rows and size of the database',
  answer: databaseMetrics,
  handle: async ({ databases, now }) => ({ body: { timestamp: now, ...(await readDatabase(databases)) } }),
});

const websocket = defineRoute({
  ...administrator,
  path: '/api/metrics/websocket',
  summary: 'Live connections, and what was sent to them',
  description: FROM_MEASUREMENTS,
  answer: websocketMetrics,
  handle: async (call) => ({ body: { timestamp: call.now, ...readWebsocket(await recentOf(call)) } }),
});

const udp = defineRoute({
  ...administrator,
  path: '/api/metrics/udp',
  summary: 'Datagrams, workers, queue, and what was stored',
  description: `${FROM_MEASUREMENTS} \`load_level\` is critical above 80 %, high above 50 % of the queue or of the measured capacity.`,
  answer: udpMetrics,
  handle: async (call) => {
    const recent = await recentOf(call);
    const work = measureWork(recent, await serversOf(call.databases));
    return { body: { timestamp: call.now, ...readUdp(recent, work) } };
  },
});

const redis = defineRoute({
  ...administrator,
  path: '/api/metrics/redis',
  summary: 'Whether the shared cache answers',
  answer: redisMetrics,
  handle: async ({ parts, now }) => ({ body: { timestamp: now, ...(await readRedis(parts.system)) } }),
});

const capacity = defineRoute({
  ...administrator,
  path: '/api/metrics/capacity',
  summary: 'How many terminals could be served, as measured, and what to change for more',
  description:
    'From the time that decoding, storing and the database were busy in the last 15 minutes, and from what a terminal sends. With too small a sample the figures are null.',
  answer: capacityMetrics,
  handle: async (call) => {
    const recent = await recentOf(call);
    const servers = await serversOf(call.databases);
    return { body: { timestamp: call.now, ...readCapacity(recent, servers) } };
  },
});

const load = defineRoute({
  ...common,
  path: '/api/metrics/servers-load',
  summary: "Terminals of the caller's fleets by state, and their last hour; for administrators, everybody's",
  answer: serversLoad,
  handle: async ({ caller, parts, databases, now }) => {
    const userId = (await parts.isAdministrator(caller.userId)) ? undefined : caller.userId;
    const body = await databases.read('recent', (reader) => readServersLoad(reader, userId, now));
    return { body: { timestamp: now, ...body } };
  },
});

const all = defineRoute({
  ...administrator,
  path: '/api/metrics/all',
  summary: 'System, database, websocket, udp and redis in one answer',
  description: FROM_MEASUREMENTS,
  answer: allMetrics,
  handle: async (call) => {
    const { databases, now, parts } = call;
    const timestamp = now.toISOString();
    const recent = await recentOf(call);
    const work = measureWork(recent, await serversOf(databases));
    return {
      body: {
        system: { timestamp, ...readSystem(recent) },
        database: { timestamp, ...(await readDatabase(databases)) },
        websocket: { timestamp, ...readWebsocket(recent) },
        udp: { timestamp, ...readUdp(recent, work) },
        redis: { timestamp, ...(await readRedis(parts.system)) },
        timestamp,
      },
    };
  },
});

export const metricRoutes: readonly RouteDefinition[] = [
  system,
  database,
  websocket,
  udp,
  redis,
  capacity,
  load,
  all,
];
