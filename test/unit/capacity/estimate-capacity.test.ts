import fc from 'fast-check';
import { measureArrivals } from '../../../core/capacity/arrival-rate.ts';
import { estimateCapacity } from '../../../core/capacity/estimate-capacity.ts';
import { loadLevelOf } from '../../../core/capacity/load-level.ts';
import { recommend } from '../../../core/capacity/recommend.ts';
import { rateStages, type WorkMeasured } from '../../../core/capacity/stages-of-work.ts';

const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true });

/** 20 terminals on-line that say `perSecond` messages each, for ten minutes in rows of 10 s. */
function arrivalsOf(perSecond: number, online = 20) {
  return Array.from({ length: 60 }, (_, index) => ({
    atMs: 1_800_000_000_000 + index * 10_000,
    intervalMs: 10_000,
    messages: perSecond * online * 10,
    online,
  }));
}

const INGEST = {
  measuredMs: 600_000,
  messages: 4_800,
  decodeBusyMs: 480,
  decodeCpuMs: 500,
  receiveCpuMs: 300,
};

const WORK: WorkMeasured = {
  tasks: { workers: 2, receivers: 1, cores: 2 },
  ingest: INGEST,
  store: {
    concurrency: 2,
    sums: { runs: 480, items: 4_800, ms: 4_800, itemsSquared: 60_000, itemsMs: 55_200, largestItems: 40 },
  },
  database: { vcpu: 1, otherCores: 0.25 },
};

const GOOD_SAMPLE = { messages: 20_000, seconds: 900 };

describe('the rate of a stage', () => {
  it('is what its workers could do if they were busy all the time', () => {
    const rates = Object.fromEntries(rateStages(WORK).map(({ stage, ratePerS }) => [stage, ratePerS]));

    // 0.1 ms a message, two workers.
    expect(rates.decode).toBeCloseTo(20_000);
    // 4 ms once and 0.6 ms a record are 0.7 ms a record in the largest run of 40; two at once.
    expect(rates.store).toBeCloseTo(2_000 / 0.7);
    expect(rates.database).toBeCloseTo(((rates.store ?? 0) / 2) * 0.75);
  });

  it('is not told of threads that were less than 5 % busy: what they do without messages would be taken for the messages', () => {
    const rates = rateStages(WORK);

    expect(rates.filter(({ ratePerS }) => ratePerS === null).map(({ stage }) => stage)).toEqual([
      'receive',
      'cpu',
    ]);
  });

  it('grows with the workers and with the executions, and never shrinks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 64 }), (workers, more) => {
        const rateWith = (count: number): number =>
          rateStages({ ...WORK, tasks: { ...WORK.tasks, workers: count } }).find(
            ({ stage }) => stage === 'decode',
          )?.ratePerS ?? 0;

        expect(rateWith(workers + more)).toBeGreaterThan(rateWith(workers));
      }),
    );
  });

  it('is not known of what was not measured', () => {
    expect(rateStages({ tasks: WORK.tasks }).every(({ ratePerS }) => ratePerS === null)).toBe(true);
  });
});

describe('how much terminals say', () => {
  it('is counted by terminal on-line, over all tasks', () => {
    const rate = measureArrivals(arrivalsOf(0.4));

    expect(rate?.perTerminal.median).toBeCloseTo(0.4);
    expect(rate?.total.median).toBeCloseTo(8);
  });

  it('is the same for two tasks that share the terminals', () => {
    const half = arrivalsOf(0.4, 10);

    const rate = measureArrivals([...half, ...half]);

    expect(rate?.perTerminal.p95).toBeCloseTo(0.4);
    expect(rate?.total.p95).toBeCloseTo(8);
  });

  it('is not known while no terminal is on-line', () => {
    expect(measureArrivals(arrivalsOf(0.4, 0))).toBeUndefined();
    expect(measureArrivals([])).toBeUndefined();
  });
});

describe('the capacity', () => {
  const stages = rateStages(WORK);
  const arrivals = measureArrivals(arrivalsOf(0.4));

  it('is the narrowest stage by what a terminal says', () => {
    const estimate = estimateCapacity({ servers: 20, stages, arrivals, sample: GOOD_SAMPLE });
    const narrowest = Math.min(...stages.flatMap(({ ratePerS }) => ratePerS ?? []));

    expect(estimate).toMatchObject({ bottleneck: 'database', confidence: 'low', canHandle3000: null });
    expect(estimate.maxServers).toBe(Math.floor(narrowest / 0.4));
    expect(estimate.headroomServers).toBe((estimate.maxServers ?? 0) - 20);
  });

  it('is not told from a handful of messages, and says to let it run', () => {
    const estimate = estimateCapacity({
      servers: 20,
      stages,
      arrivals,
      sample: { messages: 99, seconds: 900 },
    });

    expect(estimate).toEqual({
      confidence: 'none',
      bottleneck: null,
      totalCapacityPerS: null,
      maxServers: null,
      headroomServers: null,
      utilizationPercent: null,
      headroomPercent: null,
      canHandle3000: null,
    });
    expect(recommend(estimate, NO_FIGURES).map(({ code }) => code)).toEqual(['let-it-run']);
  });

  it('is not told when nothing was stored: a constant would stand in for the database', () => {
    const withoutStore: WorkMeasured = { tasks: WORK.tasks, ingest: INGEST };

    expect(
      estimateCapacity({ servers: 1, stages: rateStages(withoutStore), arrivals, sample: GOOD_SAMPLE })
        .maxServers,
    ).toBeNull();
  });

  it('holds together: what is used and what is left are all, and 3,000 fit when the estimate says so', () => {
    fc.assert(
      fc.property(
        positive,
        positive,
        positive,
        fc.integer({ min: 0, max: 20_000 }),
        (decode, store, said, servers) => {
          const estimate = estimateCapacity({
            servers,
            stages: [
              { stage: 'decode', ratePerS: decode },
              { stage: 'store', ratePerS: store },
            ],
            arrivals: { perTerminal: { median: said, p95: said }, total: { median: said, p95: said } },
            sample: GOOD_SAMPLE,
          });

          expect(estimate.totalCapacityPerS).toBe(Math.min(decode, store));
          expect((estimate.utilizationPercent ?? 0) + (estimate.headroomPercent ?? 0)).toBeCloseTo(100);
          expect(estimate.canHandle3000 === true).toBe((estimate.maxServers ?? 0) >= 3_000);
          expect((estimate.maxServers ?? 0) * said).toBeLessThanOrEqual(Math.min(decode, store) * (1 + 1e-9));
        },
      ),
    );
  });

  it('never grows when terminals say more', () => {
    fc.assert(
      fc.property(positive, fc.double({ min: 1, max: 100, noNaN: true }), (said, factor) => {
        const maxWith = (perTerminal: number): number =>
          estimateCapacity({
            servers: 0,
            stages,
            arrivals: {
              perTerminal: { median: perTerminal, p95: perTerminal },
              total: { median: perTerminal, p95: perTerminal },
            },
            sample: GOOD_SAMPLE,
          }).maxServers ?? 0;

        expect(maxWith(said * factor)).toBeLessThanOrEqual(maxWith(said));
      }),
    );
  });
});

const NO_FIGURES = {
  queuePercent: null,
  avgProcessingMs: null,
  pendingBatches: null,
  spoolPercent: null,
  kernelDrops: 0,
  databaseConnectionsPercent: null,
};

describe('what is recommended', () => {
  const estimate = estimateCapacity({
    servers: 20,
    stages: [
      { stage: 'decode', ratePerS: 5_000 },
      { stage: 'store', ratePerS: 9 },
    ],
    arrivals: measureArrivals(arrivalsOf(0.4)),
    sample: GOOD_SAMPLE,
  });

  it('names the setting and the figure that asks for it', () => {
    const advice = recommend(estimate, NO_FIGURES);

    expect(advice).toEqual([
      expect.objectContaining({ code: 'narrow-stage', setting: 'storeConcurrency', stage: 'store' }),
      expect.objectContaining({ code: 'too-small-for-3000', setting: 'storeConcurrency', value: 22 }),
    ]);
    expect(advice[0]?.text).toContain('88.9 %');
  });

  it('does not call too small what was measured at little load: it says that this is the low end', () => {
    const low = estimateCapacity({
      servers: 20,
      stages: rateStages(WORK),
      arrivals: measureArrivals(arrivalsOf(0.4)),
      sample: GOOD_SAMPLE,
    });

    expect(low).toMatchObject({ confidence: 'low', canHandle3000: null });
    expect(recommend(low, NO_FIGURES).map(({ code, setting }) => [code, setting])).toEqual([
      ['little-load', null],
    ]);
  });

  it('speaks of a kernel that drops before all else', () => {
    const [first] = recommend(estimate, { ...NO_FIGURES, kernelDrops: 3, pendingBatches: 2_000 });

    expect(first).toMatchObject({ code: 'kernel-drops', setting: 'ingestReceivers', value: 3 });
  });
});

describe('the level of the load', () => {
  it.each([
    [50, 50, 'normal'],
    [51, null, 'high'],
    [0, 80.1, 'critical'],
    [null, null, 'normal'],
    [81, 10, 'critical'],
  ] as const)(
    'with a queue of %p %% and %p %% of the capacity is %s',
    (queuePercent, utilizationPercent, level) => {
      expect(loadLevelOf({ queuePercent, utilizationPercent })).toBe(level);
    },
  );
});
