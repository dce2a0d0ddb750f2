import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { pino } from 'pino';
import { addRoutes } from '../../core/api/add-routes.ts';
import { findDatabase } from '../../core/aws/find-database.ts';
import { readOriginSecret } from '../../core/aws/origin-secret.ts';
import { remember } from '../../core/aws/remembered.ts';
import { checkReadiness, type ReadinessDatabases } from '../../core/database/check-readiness.ts';
import { openPool } from '../../core/database/pool.ts';
import { createApi } from '../../core/http/api.ts';
import { admitEverybody, checkOrigin } from '../../core/http/origin-check.ts';
import { loadConfig } from './config.ts';
import { openParts } from './open-parts.ts';

/**
 * Serves `/health`, `/ready` and `/api/...`. Trigger: these routes of the HTTP API. What is asked twice is answered twice; a command is sent
 * once, however often it comes with its `Idempotency-Key`.
 */
const config = loadConfig();
const log = pino({ base: { function: 'serve-api' } });
const { originSecretArn } = config;

let databases: Promise<ReadinessDatabases> | undefined;

async function openDatabases(): Promise<ReadinessDatabases> {
  databases ??= findDatabase(config.database).then(({ writer, reader }) => {
    // One request at a time, so one connection each. A broken idle one is told by the next question.
    const common = {
      maxConnections: 1,
      applicationName: 'serve-api',
      queryTimeoutMs: 1_000,
      onIdleError: () => undefined,
    };
    return {
      writer: openPool({ endpoint: writer, ...common }),
      reader: openPool({ endpoint: reader, ...common }),
    };
  });
  // A secret that could not be read is asked for again at the next request.
  return databases.catch((error: unknown) => {
    databases = undefined;
    throw error;
  });
}

const api = createApi({
  isFromEdge:
    originSecretArn === undefined
      ? admitEverybody
      : checkOrigin(remember(() => readOriginSecret(originSecretArn), Date.now).read),
  checkReadiness: () => checkReadiness(openDatabases),
  onError: (error) => log.error({ error: error.name, message: error.message }, 'a request failed'),
});
addRoutes(
  api,
  openParts(config, (reason) => log.warn({ reason }, 'cache away')),
);

export const handler = middy((event: unknown, context: Context) => api.resolve(event, context));
