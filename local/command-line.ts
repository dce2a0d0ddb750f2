import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { errorMessage } from './process/errors.ts';

export const USAGE = `Runs the whole of Telefleet on this machine.

  npm start -- [options]

  --terminals N         simulated terminals (3000)
  --no-simulator        none of them
  --terminals-file F    CSV with the header name,host,port,password: terminals to register
  --udp-port N          where terminals send to (2500)
  --http-port N         where the runner answers /ready and /status (8080)
  --data-dir DIR        database, messages, logs: all that is written (.telefleet)
  --loss P  --duplicates P  --reorder P  --fragments P
                        percent of the simulator's datagrams that are lost, doubled, delayed; of its orders that are cut
  --silent P            percent of the simulated terminals that never answer
  --help
`;

/** The command line is wrong: one sentence that says how. */
export class CommandLineInvalidError extends Error {
  override readonly name = 'CommandLineInvalidError';
}

export interface LocalCommand {
  readonly terminals: number;
  readonly simulatorArgs: readonly string[];
  readonly terminalsFile: string | undefined;
  readonly httpPort: number;
  readonly udpPort: number;
  readonly dataDir: string;
}

const FAULTS = ['loss', 'duplicates', 'reorder', 'fragments', 'silent'] as const;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be between ${min} and ${max}`);

const percent = z
  .string()
  .refine(
    (value) => value !== '' && Number(value) >= 0 && Number(value) <= 100,
    'must be a percentage between 0 and 100',
  );

const schema = z.object({
  // The simulator gives each a UDP port of its own.
  terminals: wholeNumber(1, 25_000).default(3_000),
  'no-simulator': z.boolean().default(false),
  'terminals-file': z.string().min(1).optional(),
  'http-port': wholeNumber(0, 65_535).default(8_080),
  'udp-port': wholeNumber(0, 65_535).default(2_500),
  'data-dir': z.string().min(1).default('.telefleet'),
  silent: percent.optional(),
  loss: percent.optional(),
  duplicates: percent.optional(),
  reorder: percent.optional(),
  fragments: percent.optional(),
});

/**
 * @param cwd what relative paths start from
 * @returns `undefined` when help is asked for
 * @throws CommandLineInvalidError
 */
export function parseCommandLine(args: readonly string[], cwd: string): LocalCommand | undefined {
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        terminals: text,
        'no-simulator': flag,
        'terminals-file': text,
        'http-port': text,
        'udp-port': text,
        'data-dir': text,
        silent: text,
        loss: text,
        duplicates: text,
        reorder: text,
        fragments: text,
        help: flag,
      },
    }));
  } catch (error) {
    throw new CommandLineInvalidError(errorMessage(error).split('. ')[0]);
  }
  if (values.help === true) return undefined;
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    throw new CommandLineInvalidError(
      parsed.error.issues.map((issue) => `--${issue.path.join('.')} ${issue.message}`).join('; '),
    );
  }
  const { data } = parsed;
  return {
    terminals: data['no-simulator'] ? 0 : data.terminals,
    simulatorArgs: FAULTS.flatMap((name) => (data[name] === undefined ? [] : [`--${name}`, data[name]])),
    terminalsFile: data['terminals-file'] === undefined ? undefined : resolve(cwd, data['terminals-file']),
    httpPort: data['http-port'],
    udpPort: data['udp-port'],
    dataDir: resolve(cwd, data['data-dir']),
  };
}
