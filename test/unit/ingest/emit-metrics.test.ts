import { TASK_METRICS } from '../../../core/contracts/metrics.ts';
import { MetricsEmitter } from '../../../ingest-fargate/emit-metrics.ts';
import type { TaskSnapshot } from '../../../ingest-fargate/task-metrics.ts';
import { readMetricLine } from '../../../local/lambda/emf.ts';
import { receiverSnapshot, taskSnapshot } from '../../support/task-snapshot.ts';

let lines: string[];
let current: TaskSnapshot;
let emitter: MetricsEmitter;

beforeEach(() => {
  lines = [];
  current = taskSnapshot();
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  emitter = new MetricsEmitter('medium', () => current);
});
afterEach(() => jest.restoreAllMocks());

function lastLine(): Record<string, number | undefined> {
  const values = readMetricLine((lines.at(-1) ?? '').trim())?.values ?? [];
  return Object.fromEntries([...values].map(([name, [value]]) => [name, value]));
}

describe('the metrics line of the task', () => {
  it('carries every metric, zeros included, by stage alone', () => {
    emitter.emit();

    expect(Object.keys(lastLine()).sort()).toEqual(Object.values(TASK_METRICS).toSorted());
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      Stage: 'medium',
      _aws: { CloudWatchMetrics: [{ Namespace: 'Telefleet', Dimensions: [['Stage']] }] },
    });
  });

  it('tells what came since the line before', () => {
    current = taskSnapshot({
      receivers: [receiverSnapshot({ received: 70 }), receiverSnapshot({ received: 30 })],
    });
    emitter.emit();
    current = taskSnapshot({
      receivers: [receiverSnapshot({ received: 75 }), receiverSnapshot({ received: 30 })],
    });
    emitter.emit();

    expect(lastLine()).toMatchObject({ DatagramsReceived: 5 });
  });

  it('parts what was lost from what was refused, and takes an unknown reason for a loss', () => {
    const dropped = { queue_full: 2, unknown_source: 40, bomb: 1, send_failed: 500, something_new: 3 };
    current = taskSnapshot({ receivers: [receiverSnapshot({ dropped })], kernelDrops: 10 });
    emitter.emit();

    expect(lastLine()).toMatchObject({ DatagramsDropped: 15, DatagramsRefused: 41 });
  });

  it('remembers the fullest moment of the minute, of the fullest receiver, and begins anew', () => {
    current = taskSnapshot({
      receivers: [receiverSnapshot({ queued: 10 }), receiverSnapshot({ queued: 20, queueBytes: 8_500 })],
    });
    emitter.sample();
    current = taskSnapshot();
    emitter.emit();
    const first = lastLine();
    emitter.emit();

    expect(first).toMatchObject({ QueueUtilizationPercent: 85 });
    expect(lastLine()).toMatchObject({ QueueUtilizationPercent: 0 });
  });

  it('tells the gap once', () => {
    current = taskSnapshot({ gapSeconds: 12 });
    emitter.emit();
    const first = lastLine();
    emitter.emit();

    expect([first.GapSeconds, lastLine().GapSeconds]).toEqual([12, 0]);
  });
});
