import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { addCacheMetrics } from '../../cache/cache-metrics.ts';
import type { CacheTally } from '../../cache/cache-tally.ts';
import { BOT_METRICS, METRICS_NAMESPACE } from '../../contracts/metrics.ts';
import type { CallTally } from './watch-calls.ts';

/** `dead-lettered`: it failed again and again, was kept for the operators and acknowledged. */
export type UpdateOutcome = 'answered' | 'refused' | 'repeated' | 'failed' | 'dead-lettered';

/** What became of one request to the webhook. */
export interface UpdateReport {
  readonly outcome: UpdateOutcome;
  readonly statusCode: number;
  readonly calls: CallTally;
  /** Known once the update was admitted. */
  readonly bot: string | undefined;
  readonly updateId: number | undefined;
  /** Why it was refused or failed; nothing of the update's content. */
  readonly reason: string | undefined;
}

export type ReportUpdate = (report: UpdateReport) => void;

/**
 * Writes one EMF line a request, zeros included; it is the log line too.
 * @param takeCacheTally what became of reads from the cache since the last line
 */
export function makeUpdateReporter(stage: string, takeCacheTally: () => CacheTally): ReportUpdate {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'receive-update' });
  // Alarms know the stage only; without this each metric would also carry the function's name.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ Stage: stage });
  return ({ outcome, statusCode, calls, bot, updateId, reason }) => {
    const count = (name: string, value: number): void => {
      metrics.addMetric(name, MetricUnit.Count, value);
    };
    count(BOT_METRICS.updatesAnswered, outcome === 'answered' ? 1 : 0);
    count(BOT_METRICS.updatesRefused, outcome === 'refused' ? 1 : 0);
    count(BOT_METRICS.updatesRepeated, outcome === 'repeated' ? 1 : 0);
    count(BOT_METRICS.updatesFailed, outcome === 'failed' ? 1 : 0);
    count(BOT_METRICS.updatesDeadLettered, outcome === 'dead-lettered' ? 1 : 0);
    count(BOT_METRICS.messagesSent, calls.messagesSent);
    count(BOT_METRICS.messagesFailed, calls.messagesFailed);
    count(BOT_METRICS.rateLimitHits, calls.rateLimitHits);
    addCacheMetrics(metrics, takeCacheTally());
    // Not dimensions: each new value of one would be a billed metric.
    metrics.addMetadata('StatusCode', String(statusCode));
    if (bot !== undefined) metrics.addMetadata('Bot', bot);
    if (updateId !== undefined) metrics.addMetadata('UpdateId', String(updateId));
    if (calls.refusals.length > 0) metrics.addMetadata('RefusedReplies', calls.refusals.join('; '));
    if (reason !== undefined) metrics.addMetadata('Reason', reason);
    metrics.publishStoredMetrics();
  };
}
