import { ENV } from '../../../core/contracts/env.ts';
import { loadConfig } from '../../../functions/fail-over/config.ts';

const environment = {
  [ENV.stage]: 'two-region',
  [ENV.coordinationTable]: 'telefleet-two-region-coordination',
  [ENV.regionRole]: 'standby',
  [ENV.primaryRegion]: 'eu-west-1',
  [ENV.primaryHealthUrl]: 'https://eu-west-1.origin.example.com/health',
  [ENV.failoverThresholdMinutes]: '5',
};

describe('the configuration of fail-over', () => {
  it('reads minutes as they stand in the stage', () => {
    expect(loadConfig(environment).thresholdMs).toBe(300_000);
  });

  it('refuses to run in the primary, which would watch itself', () => {
    expect(() => loadConfig({ ...environment, [ENV.regionRole]: 'primary' })).toThrow(ENV.regionRole);
  });

  it('names everything that is missing at once', () => {
    for (const name of [ENV.coordinationTable, ENV.primaryHealthUrl, ENV.failoverThresholdMinutes])
      expect(() => loadConfig({})).toThrow(name);
  });
});
