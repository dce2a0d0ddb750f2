import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE, TASK_METRICS } from '../core/contracts/metrics.ts';
import { sumOfClass } from './drop-classes.ts';
import { percent, queuePercentOf } from './queue-percent.ts';
import { sumDrops, type TaskSnapshot } from './task-metrics.ts';

const EMIT_INTERVAL_MS = 60_000;

/** A queue fills and empties within seconds: a look once a minute would miss it. */
const SAMPLE_INTERVAL_MS = 1_000;

interface Totals {
  readonly received: number;
  readonly dropped: number;
  readonly refused: number;
  readonly failures: number;
}

const NO_TOTALS: Totals = { received: 0, dropped: 0, refused: 0, failures: 0 };

/**
 * Writes one line of CloudWatch's embedded metric format to stdout each minute, one at the start and one at the end: sums since the line
 * before, zeros included. Tasks are no dimension: each new one would be a billed metric.
 */
export class MetricsEmitter {
  readonly #metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  readonly #snapshot: () => TaskSnapshot;
  readonly #timers: NodeJS.Timeout[] = [];
  #last = NO_TOTALS;
  #highestQueuePercent = 0;
  #isGapTold = false;

  constructor(stage: string, snapshot: () => TaskSnapshot) {
    // The library's own dimension is the service; what the dashboards ask for is the stage.
    this.#metrics.clearDefaultDimensions();
    this.#metrics.setDefaultDimensions({ Stage: stage });
    this.#snapshot = snapshot;
  }

  start(): void {
    this.emit();
    this.#timers.push(
      setInterval(() => this.sample(), SAMPLE_INTERVAL_MS),
      setInterval(() => this.emit(), EMIT_INTERVAL_MS),
    );
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.emit();
  }

  sample(): void {
    this.#highestQueuePercent = Math.max(this.#highestQueuePercent, queuePercentOf(this.#snapshot()));
  }

  emit(): void {
    this.sample();
    const snapshot = this.#snapshot();
    const totals = totalsOf(snapshot);
    const { terminals, spool } = snapshot;
    const names = TASK_METRICS;
    const add = (name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number): void =>
      void this.#metrics.addMetric(name, unit, value);
    add(names.datagramsReceived, MetricUnit.Count, totals.received - this.#last.received);
    add(names.datagramsDropped, MetricUnit.Count, totals.dropped - this.#last.dropped);
    add(names.datagramsRefused, MetricUnit.Count, totals.refused - this.#last.refused);
    add(names.deliveryFailures, MetricUnit.Count, totals.failures - this.#last.failures);
    add(names.queueUtilizationPercent, MetricUnit.Percent, this.#highestQueuePercent);
    add(names.receiveBufferBytes, MetricUnit.Bytes, snapshot.receiveBufferBytes);
    add(names.spoolBytes, MetricUnit.Bytes, spool.bytes);
    add(names.spoolUtilizationPercent, MetricUnit.Percent, percent(spool.bytes, spool.maxBytes));
    add(names.gapSeconds, MetricUnit.Seconds, this.#isGapTold ? 0 : snapshot.gapSeconds);
    add(names.terminalsOnline, MetricUnit.Count, terminals.online);
    add(names.terminalsRegistered, MetricUnit.Count, terminals.registered);
    add(names.shardsOwned, MetricUnit.Count, snapshot.shardsOwned);
    this.#metrics.publishStoredMetrics();
    this.#last = totals;
    this.#highestQueuePercent = 0;
    this.#isGapTold = true;
  }
}

function totalsOf(snapshot: TaskSnapshot): Totals {
  const drops = sumDrops(snapshot);
  return {
    received: snapshot.receivers.reduce((sum, { received }) => sum + received, 0),
    dropped: sumOfClass(drops, 'lost'),
    refused: sumOfClass(drops, 'refused'),
    failures: snapshot.delivery.failures,
  };
}
