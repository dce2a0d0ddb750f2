import type { CapacityEstimate } from '../../../core/capacity/estimate-capacity.ts';
import { recommend, STAGE_SETTINGS } from '../../../core/capacity/recommend.ts';
import { WORK_STAGES } from '../../../core/capacity/stages-of-work.ts';
import { stageNamed } from '../../../lib/stages.ts';

const QUIET = {
  queuePercent: null,
  avgProcessingMs: null,
  pendingBatches: null,
  spoolPercent: null,
  kernelDrops: 0,
  databaseConnectionsPercent: null,
};
const FULL = {
  queuePercent: 90,
  avgProcessingMs: 90,
  pendingBatches: 9_000,
  spoolPercent: 90,
  kernelDrops: 9,
  databaseConnectionsPercent: 90,
};
const estimate = (change: Partial<CapacityEstimate>): CapacityEstimate => ({
  confidence: 'good',
  bottleneck: 'store',
  totalCapacityPerS: 100,
  maxServers: 300,
  headroomServers: 0,
  utilizationPercent: 90,
  headroomPercent: 10,
  canHandle3000: false,
  ...change,
});

/** Words of a text that look like fields of a stage. */
const fieldsIn = (text: string): string[] => text.match(/\b(?:ingest|store|database|cache)[A-Z]\w+/g) ?? [];

describe('a recommendation', () => {
  const fields = Object.keys(stageNamed('small'));

  it('names only settings that a stage has, in its field and in its text', () => {
    const advice = WORK_STAGES.flatMap((bottleneck) => recommend(estimate({ bottleneck }), FULL));

    expect(new Set(advice.map(({ code }) => code)).size).toBe(8);
    for (const { setting, text } of advice)
      for (const name of [...(setting === null ? [] : [setting]), ...fieldsIn(text)])
        expect(fields).toContain(name);
    for (const name of STAGE_SETTINGS) expect(fields).toContain(name);
  });

  it('is not given where nothing asks for one', () => {
    expect(recommend(estimate({ utilizationPercent: 10, canHandle3000: true }), QUIET)).toEqual([]);
  });
});
