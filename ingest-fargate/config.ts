import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { ENV } from '../core/contracts/env.ts';
import { type DatabaseSource, databaseSourceSchema } from '../core/database/database-source.ts';
import type { TerminalNetworks } from '../core/fleet/terminals/allowed-address.ts';

/** Set by ECS itself in every container. */
const ECS_METADATA_URI = 'ECS_CONTAINER_METADATA_URI_V4';

const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const schema = z.object({
  [ENV.stage]: z.string().default('local'),
  [ENV.logLevel]: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  [ENV.recordsQueueUrl]: z.url(),
  [ENV.coordinationTable]: z.string().min(1),
  [ENV.terminalKey]: z
    .string()
    .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64'),
  [ENV.terminalNetworks]: z.enum(['outside', 'anywhere']).default('outside'),
  [ENV.mode]: z.enum(['server', 'local']).default('server'),
  [ENV.udpHost]: z.ipv4().default('0.0.0.0'),
  [ENV.udpPort]: integer(0, 65_535).default(2500),
  [ENV.udpTakeOver]: z.enum(['0', '1']).default('0'),
  [ENV.udpReceiveBufferBytes]: integer(4_096, 1 << 30).default(8 << 20),
  [ENV.ingestReceivers]: integer(1, 16).default(1),
  [ENV.ingestWorkers]: integer(1, 64).default(availableParallelism()),
  [ENV.ingestQueueDatagrams]: integer(1, 1_000_000).default(50_000),
  [ENV.ingestFlushMs]: integer(1, 60_000).default(50),
  [ENV.ingestSpoolDir]: z.string().min(1).default('/tmp/telefleet-spool'),
  [ENV.ingestSpoolMaxBytes]: integer(0, 2 ** 42).default(2 ** 30),
  [ENV.ingestHttpHost]: z.ipv4().default('0.0.0.0'),
  [ENV.ingestHttpPort]: integer(0, 65_535).default(9100),
  [ENV.keepAliveMs]: integer(1_000, 3_600_000).default(30_000),
  [ECS_METADATA_URI]: z.url({ protocol: /^http$/ }).optional(),
});

export interface IngestConfig {
  readonly stage: string;
  readonly logLevel: string;
  readonly database: DatabaseSource;
  readonly recordsQueueUrl: string;
  /** DynamoDB table of the leases. */
  readonly coordinationTable: string;
  /** 32 bytes; opens the terminals' sealed passwords. */
  readonly terminalKey: Buffer;
  /** Where terminals may be. */
  readonly terminalNetworks: TerminalNetworks;
  /** `server`: the given port, no keep-alive. `local`: an ephemeral port, and the terminals are spoken to at an interval. */
  readonly keepAliveMs: number | undefined;
  readonly udpHost: string;
  readonly udpPort: number;
  /** Join a port that a draining task still holds, instead of claiming it alone. */
  readonly takeOver: boolean;
  readonly receiveBufferBytes: number;
  readonly receivers: number;
  readonly workers: number;
  readonly queueDatagrams: number;
  readonly flushMs: number;
  readonly spoolDir: string;
  readonly spoolMaxBytes: number;
  readonly httpHost: string;
  readonly httpPort: number;
  /** Where the task asks for its own address; undefined outside ECS. */
  readonly metadataUri: string | undefined;
}

export class ConfigInvalidError extends Error {
  override readonly name = 'ConfigInvalidError';
}

/** @throws ConfigInvalidError naming every variable that is missing or wrong */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): IngestConfig {
  const parsed = schema.safeParse(environment);
  const database = databaseSourceSchema.safeParse(environment);
  if (!parsed.success || !database.success) {
    const issues = [...(parsed.error?.issues ?? []), ...(database.error?.issues ?? [])];
    const problems = issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigInvalidError(`environment is wrong: ${problems.join('; ')}`);
  }
  const env = parsed.data;
  const isLocalMode = env[ENV.mode] === 'local';
  return Object.freeze({
    stage: env[ENV.stage],
    logLevel: env[ENV.logLevel],
    database: database.data,
    recordsQueueUrl: env[ENV.recordsQueueUrl],
    coordinationTable: env[ENV.coordinationTable],
    terminalKey: Buffer.from(env[ENV.terminalKey], 'base64'),
    terminalNetworks: env[ENV.terminalNetworks],
    keepAliveMs: isLocalMode ? env[ENV.keepAliveMs] : undefined,
    udpHost: env[ENV.udpHost],
    // A replacement joins the port that its forerunner got, also when that was an ephemeral one.
    udpPort: isLocalMode && env[ENV.udpTakeOver] === '0' ? 0 : env[ENV.udpPort],
    takeOver: env[ENV.udpTakeOver] === '1',
    receiveBufferBytes: env[ENV.udpReceiveBufferBytes],
    receivers: env[ENV.ingestReceivers],
    workers: env[ENV.ingestWorkers],
    queueDatagrams: env[ENV.ingestQueueDatagrams],
    flushMs: env[ENV.ingestFlushMs],
    spoolDir: env[ENV.ingestSpoolDir],
    spoolMaxBytes: env[ENV.ingestSpoolMaxBytes],
    httpHost: env[ENV.ingestHttpHost],
    httpPort: env[ENV.ingestHttpPort],
    metadataUri: env[ECS_METADATA_URI],
  });
}
