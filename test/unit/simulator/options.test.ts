import { parseSimulatorOptions, SimulatorOptionsInvalidError } from '../../../local/simulator/options.ts';

const NOW_MS = Date.UTC(2025, 11, 4);

describe('the options of the simulator', () => {
  it('are 3,000 terminals with balances each 5 s on a faultless network when none are given', () => {
    expect(parseSimulatorOptions([], NOW_MS)).toMatchObject({
      csvFile: undefined,
      fleet: {
        terminals: 3_000,
        balanceEveryMs: 5_000,
        silentPercent: 0,
        faults: { lossPercent: 0, duplicatePercent: 0, reorderPercent: 0 },
      },
    });
  });

  it('start order ids later in a later run, inside what a chart can name', () => {
    const first = parseSimulatorOptions([], NOW_MS)?.fleet.firstOrderId ?? 0;
    const second = parseSimulatorOptions([], NOW_MS + 60_000)?.fleet.firstOrderId ?? 0;

    expect(second - first).toBe(60);
    expect(second).toBeLessThan(2 ** 31);
  });

  it('name every bad value', () => {
    expect(() => parseSimulatorOptions(['--terminals', '0', '--loss', '101'], NOW_MS)).toThrow(
      /--terminals.*--loss/,
    );
    expect(() => parseSimulatorOptions(['--terminal', '5'], NOW_MS)).toThrow(SimulatorOptionsInvalidError);
  });

  it('are none when help is asked for', () => {
    expect(parseSimulatorOptions(['--help'], NOW_MS)).toBeUndefined();
  });
});
