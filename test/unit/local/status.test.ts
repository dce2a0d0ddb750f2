import { INGEST_METRICS, STORE_METRICS } from '../../../core/contracts/metrics.ts';
import { readMetricLine } from '../../../local/lambda/emf.ts';
import { RecentSamples } from '../../../local/status/counter.ts';
import { readPrometheusText } from '../../../local/status/prometheus-text.ts';
import { formatStatusLine } from '../../../local/status/status-line.ts';
import { StatusBoard } from '../../../local/status/status.ts';

const metricsText = (received: number, malformed: number): string => `
# HELP ${INGEST_METRICS.received} Datagrams
# TYPE ${INGEST_METRICS.received} counter
${INGEST_METRICS.received} ${received}
${INGEST_METRICS.dropped}{reason="malformed"} ${malformed}
${INGEST_METRICS.dropped}{reason="oversized"} 0
${INGEST_METRICS.terminals}{state="registered"} 3000
${INGEST_METRICS.terminals}{state="online"} 2999
`;

describe('readPrometheusText', () => {
  it('reads names, labels with escapes, and values, and passes over comments', () => {
    const text = '# HELP a text\na 1\nb{x="1",y="say \\"hi\\""} 2.5e3\nnot a sample\nc NaN\n';

    expect(readPrometheusText(text)).toEqual([
      { name: 'a', labels: {}, value: 1 },
      { name: 'b', labels: { x: '1', y: 'say \\"hi\\"' }, value: 2_500 },
    ]);
  });
});

describe('readMetricLine', () => {
  it('reads the values that an EMF line names, one or several each', () => {
    const line = JSON.stringify({
      _aws: {
        Timestamp: 1,
        CloudWatchMetrics: [{ Namespace: 'T', Dimensions: [[]], Metrics: [{ Name: 'A' }, { Name: 'B' }] }],
      },
      A: 7,
      B: [1, 2],
      service: 'store-batch',
    });

    expect(readMetricLine(line)?.values).toEqual(
      new Map([
        ['A', [7]],
        ['B', [1, 2]],
      ]),
    );
  });

  it.each(['plain text', '{"level":"info"}', '{"_aws":{}}', '{"_aws":'])('is not misled by %s', (line) => {
    expect(readMetricLine(line)).toBeUndefined();
  });

  it('tells whether a line says more than its metrics, as that of a refused webhook does', () => {
    const line = (more: object): string =>
      JSON.stringify({
        _aws: {
          Timestamp: 1,
          CloudWatchMetrics: [{ Namespace: 'T', Dimensions: [['Stage']], Metrics: [{ Name: 'A' }] }],
        },
        Stage: 'local',
        A: 1,
        ...more,
      });

    expect(readMetricLine(line({}))?.tellsMore).toBe(false);
    expect(readMetricLine(line({ Reason: 'wrong secret' }))?.tellsMore).toBe(true);
  });
});

describe('StatusBoard', () => {
  it('shows rates over the last seconds and the drops that happened', () => {
    const board = new StatusBoard();
    for (let second = 0; second <= 10; second += 1) {
      board.addIngestSamples(readPrometheusText(metricsText(second * 1_000, 3)));
      board.addStoreMetrics(
        second * 1_000,
        new Map([[STORE_METRICS.recordsStored, [second === 0 ? 0 : 990]]]),
      );
      board.tick(second * 1_000);
    }

    expect(board.status(10_000)).toMatchObject({
      receivedPerS: 1_000,
      storedPerS: 990,
      receivedTotal: 10_000,
      storedTotal: 9_900,
      drops: { malformed: 3 },
      terminals: { registered: 3_000, online: 2_999 },
    });
  });

  it('goes on counting when the ingest task was replaced by one that begins at zero', () => {
    const board = new StatusBoard();
    board.addIngestSamples(readPrometheusText(metricsText(500, 2)));
    board.addIngestSamples(readPrometheusText(metricsText(20, 1)));

    expect(board.status(0)).toMatchObject({ receivedTotal: 520, drops: { malformed: 3 } });
  });

  it('adds what could not be stored to the messages of the dead-letter queues', () => {
    const board = new StatusBoard();
    board.addQueueDepth({ waiting: 4, inFlight: 1 }, 2);
    board.addStoreMetrics(0, new Map([[STORE_METRICS.recordsDeadLettered, [1]]]));

    expect(board.status(0)).toMatchObject({ queue: { waiting: 4, inFlight: 1 }, deadLetters: 3 });
  });

  it('prints one line', () => {
    const board = new StatusBoard();
    board.addIngestSamples(readPrometheusText(metricsText(1_234, 1)));
    board.addStoreMetrics(0, new Map([[STORE_METRICS.storeLagMs, [80, 1_500]]]));

    expect(formatStatusLine(board.status(0))).toBe(
      'received 0/s | stored 0/s | lag p95 1.5 s | drops malformed 1 | dead letters 0 | online 2,999/3,000 | queue 0 | 0 stored in all',
    );
  });
});

describe('RecentSamples', () => {
  it('forgets what is older than its span and holds no more than its limit', () => {
    const samples = new RecentSamples(1_000, 100);
    samples.add(0, [1_000_000]);
    samples.add(
      900,
      Array.from({ length: 200 }, (_, index) => index + 1),
    );

    expect(samples.percentile(1_100, 95)).toBe(195);
    expect(samples.percentile(1_100, 0)).toBe(101);
    expect(samples.percentile(5_000, 95)).toBeUndefined();
  });
});
