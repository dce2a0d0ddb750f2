import { StoreMeasurer } from '../../../core/measurements/store-measurer.ts';
import { storeData } from '../../../core/measurements/sources.ts';

let nowMs = 0;
let measurer: StoreMeasurer;
beforeEach(() => {
  nowMs = 0;
  measurer = new StoreMeasurer(4, () => nowMs);
});

const invocation = (records: number, busyMs: number, failedBatches = 0) => ({
  batches: 1,
  failedBatches,
  records,
  logged: records,
  deadLetters: 0,
  busyMs,
  lagsMs: [100, 300],
});

describe('the rows of store-batch', () => {
  it('come each 10 s at most, and tell of the time since the one before', () => {
    measurer.add(invocation(10, 20));
    nowMs = 9_999;
    expect(measurer.take()).toBeUndefined();

    nowMs = 10_000;
    measurer.add(invocation(30, 40));
    const row = measurer.take();

    expect(storeData.parse(row)).toEqual({
      intervalMs: 10_000,
      invocations: 2,
      batches: 2,
      records: 40,
      logged: 40,
      deadLetters: 0,
      failedBatches: 0,
      busyMs: 60,
      maxMs: 40,
      sumRecordsSquared: 1_000,
      sumRecordsMs: 1_400,
      largestRecords: 30,
      lagMs: { mean: 200, max: 300 },
      concurrency: 4,
    });
    nowMs = 20_000;
    expect(measurer.take()).toMatchObject({ invocations: 0, records: 0, lagMs: null });
  });

  it('count a failure, and do not take its time for the time that storing needs', () => {
    measurer.add(invocation(0, 9_000, 1));
    nowMs = 10_000;

    expect(measurer.take()).toMatchObject({ failedBatches: 1, invocations: 0, busyMs: 0 });
  });
});
