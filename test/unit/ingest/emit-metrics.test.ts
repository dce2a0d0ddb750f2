import { TASK_METRICS } from '../../../core/contracts/metrics.ts';
import { MetricsEmitter } from '../../../ingest-fargate/emit-metrics.ts';
import type { TaskSnapshot } from '../../../ingest-fargate/task-metrics.ts';
import { readMetricLine } from '../../../local/lambda/emf.ts';

const snapshot = (overrides: Partial<TaskSnapshot> = {}): TaskSnapshot => ({
  receivers: [receiver({})],
  workers: [],
  delivery: { recordsDelivered: 0, batchesDelivered: 0, failures: 0, recordsDropped: 0, waiting: 0 },
  spool: { bytes: 0, batches: 0, maxBytes: 1_000 },
  kernelDrops: 0,
  queueLimit: 100,
  queueBytesLimit: 10_000,
  receiveBufferBytes: 212_992,
  gapSeconds: 0,
  shardsOwned: 0,
  speaker: {
    sent: { user: 0, background: 0 },
    results: { answered: 0, refused: 0, 'timed-out': 0, 'not-sent': 0 },
    waiting: 0,
    inFlight: 0,
  },
  unwrittenResults: 0,
  terminals: { registered: 0, online: 0, silent: 0, unresolved: 0 },
  ...overrides,
});

function receiver(overrides: Partial<TaskSnapshot['receivers'][number]>) {
  return { received: 0, queued: 0, queueBytes: 0, sent: 0, dropped: {}, cpuMs: 0, ...overrides };
}

let lines: string[];
let current: TaskSnapshot;
let emitter: MetricsEmitter;

beforeEach(() => {
  lines = [];
  current = snapshot();
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
    current = snapshot({ receivers: [receiver({ received: 70 }), receiver({ received: 30 })] });
    emitter.emit();
    current = snapshot({ receivers: [receiver({ received: 75 }), receiver({ received: 30 })] });
    emitter.emit();

    expect(lastLine()).toMatchObject({ DatagramsReceived: 5 });
  });

  it('parts what was lost from what was refused, and takes an unknown reason for a loss', () => {
    const dropped = { queue_full: 2, unknown_source: 40, bomb: 1, send_failed: 500, something_new: 3 };
    current = snapshot({ receivers: [receiver({ dropped })], kernelDrops: 10 });
    emitter.emit();

    expect(lastLine()).toMatchObject({ DatagramsDropped: 15, DatagramsRefused: 41 });
  });

  it('remembers the fullest moment of the minute, of the fullest receiver, and begins anew', () => {
    current = snapshot({
      receivers: [receiver({ queued: 10 }), receiver({ queued: 20, queueBytes: 8_500 })],
    });
    emitter.sample();
    current = snapshot();
    emitter.emit();
    const first = lastLine();
    emitter.emit();

    expect(first).toMatchObject({ QueueUtilizationPercent: 85 });
    expect(lastLine()).toMatchObject({ QueueUtilizationPercent: 0 });
  });

  it('tells the gap once', () => {
    current = snapshot({ gapSeconds: 12 });
    emitter.emit();
    const first = lastLine();
    emitter.emit();

    expect([first.GapSeconds, lastLine().GapSeconds]).toEqual([12, 0]);
  });
});
