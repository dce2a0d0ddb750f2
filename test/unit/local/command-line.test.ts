import { parseCommandLine } from '../../../local/command-line.ts';

const parse = (...args: string[]) => parseCommandLine(args, '/work/here');

describe('parseCommandLine', () => {
  it('has 3,000 simulated terminals and the known ports by default', () => {
    expect(parse()).toEqual({
      terminals: 3_000,
      simulatorArgs: [],
      terminalsFile: undefined,
      httpPort: 8_080,
      udpPort: 2_500,
      dataDir: '/work/here/.telefleet',
    });
  });

  it('takes paths from the working directory and hands the faults to the simulator', () => {
    const args = [
      '--terminals',
      '10',
      '--data-dir',
      'data',
      '--terminals-file',
      '../f.csv',
      '--loss',
      '1.5',
      '--fragments',
      '5',
      '--silent',
      '10',
    ];

    expect(parse(...args)).toMatchObject({
      terminals: 10,
      dataDir: '/work/here/data',
      terminalsFile: '/work/f.csv',
      simulatorArgs: ['--loss', '1.5', '--fragments', '5', '--silent', '10'],
    });
  });

  it('has no simulated terminals with --no-simulator', () => {
    expect(parse('--no-simulator')?.terminals).toBe(0);
  });

  it('returns nothing for --help', () => {
    expect(parse('--help')).toBeUndefined();
  });

  it.each([
    [['--udp-port', '65536'], '--udp-port must be between 0 and 65535'],
    [['--http-port', 'x'], '--http-port must be a whole number'],
    [['--terminals', '0'], '--terminals must be between 1 and 25000'],
    [['--loss', '101'], '--loss must be a percentage between 0 and 100'],
    [['--data-dir', ''], '--data-dir'],
    [['--unknown'], "Unknown option '--unknown'"],
    [['stray'], "Unexpected argument 'stray'"],
    [['--terminals'], "Option '--terminals <value>' argument missing"],
  ])('refuses %j in one sentence', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
    expect(() => parse(...args)).not.toThrow('\n');
  });
});
