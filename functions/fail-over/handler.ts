import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import pino from 'pino';
import { ObservationRacedError, openRegionObservations } from '../../core/aws/region-observations.ts';
import { askHealth } from '../../core/failover/ask-health.ts';
import type { Decision } from '../../core/failover/decide.ts';
import { makeFailoverMetrics } from '../../core/failover/failover-metrics.ts';
import { type PrimaryWatch, watchPrimary } from '../../core/failover/watch-primary.ts';
import { loadConfig } from './config.ts';

/**
 * Watches the primary region from the standby. Trigger: a schedule, each minute. Late and double runs are safe: an observation replaces
 * only the one that was read, so of two runs at a time one is told that it came second and says nothing.
 */
const config = loadConfig();
const log = pino({ level: config.logLevel, base: { function: 'fail-over', stage: config.stage } });
const emitMetrics = makeFailoverMetrics(config.stage);
// Two questions of 5 s, and a read, a write and a read of at most 2 x 3 s each, fit into the function's 30 s.
const client = new DynamoDBClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});
const watch: PrimaryWatch = {
  region: config.primaryRegion,
  thresholdMs: config.thresholdMs,
  observations: openRegionObservations(client, config.coordinationTable),
  askHealth: () => askHealth({ url: config.primaryHealthUrl, timeoutMs: 5_000, attempts: 2 }),
  nowMs: () => Date.now(),
};

export const handler = middy(async (): Promise<Decision | { verdict: 'observed-by-another-run' }> => {
  try {
    const sighting = await watchPrimary(watch);
    emitMetrics(sighting);
    const { answer, observation, decision } = sighting;
    const line = { primaryRegion: config.primaryRegion, answer, observation, decision };
    if (decision.verdict === 'would-take-over') log.error(line, 'the primary has been away for too long');
    else if (answer.isHealthy) log.info(line, 'the primary is healthy');
    else log.warn(line, 'the primary does not answer');
    return decision;
  } catch (error) {
    if (!(error instanceof ObservationRacedError)) throw error;
    log.info({ primaryRegion: config.primaryRegion }, 'another run has looked at the primary');
    return { verdict: 'observed-by-another-run' };
  }
});
