import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { FleetOptions } from './simulated-fleet.ts';

export const SIMULATOR_USAGE = `Terminals that speak MoonCMD both ways, each on a UDP port of its own on 127.0.0.1.
They push to whoever sends them a signed command last.

  --terminals N          how many (3000)
  --seed N               repeats a run (1)
  --balance-seconds S    a balance every S seconds, +-20 % (5)
  --order-seconds S      an order starts every S seconds, 3.4 events each (34)
  --error-seconds S      API errors every S seconds (300)
  --answer-ms MS         from a command to its answer (0)
  --plain P              percent of messages sent as plain JSON, the rest is gzip (10)
  --silent P             percent of terminals that never answer (0)
  --loss P --duplicates P --reorder P
                         percent of datagrams that the network loses, doubles, delays (0)
  --fragments P          percent of orders that need several fragments; above 0 every gzip over 2,048 bytes is cut (0)
  --first-order-id N     ids start here (seconds since September 2020, so that a later run does not meet an earlier one's orders)
  --csv FILE             also writes name,host,port,password of all terminals, for npm start -- --terminals-file
  --help
`;

const DEFAULTS = {
  terminals: '3000',
  seed: '1',
  'balance-seconds': '5',
  'order-seconds': '34',
  'error-seconds': '300',
  'answer-ms': '0',
  plain: '10',
  silent: '0',
  loss: '0',
  duplicates: '0',
  reorder: '0',
  fragments: '0',
} as const;

/** A datagram that is held back is overtaken by the bursts of its own terminal, but not by minutes. */
const REORDER_MAX_DELAY_MS = 2_000;
/** Seconds of the epoch from which default order ids count; keeps them inside an i32, which the chart header has. */
const ORDER_ID_EPOCH_S = 1_600_000_000;

const percent = z.coerce.number().min(0).max(100);
const seconds = z.coerce.number().positive().max(86_400);
const optionsSchema = z.object({
  terminals: z.coerce.number().int().min(1).max(25_000),
  seed: z.coerce.number().int(),
  'balance-seconds': seconds,
  'order-seconds': seconds,
  'error-seconds': seconds,
  'answer-ms': z.coerce.number().min(0).max(60_000),
  plain: percent,
  silent: percent,
  loss: percent,
  duplicates: percent,
  reorder: percent,
  fragments: percent,
  'first-order-id': z.coerce.number().int().min(1).max(2_000_000_000),
  csv: z.string().optional(),
});

export interface SimulatorOptions {
  readonly fleet: FleetOptions;
  readonly csvFile: string | undefined;
}

export class SimulatorOptionsInvalidError extends Error {
  override readonly name = 'SimulatorOptionsInvalidError';
}

/**
 * @param args what stands behind the program's name.
 * @returns `undefined` when help is asked for.
 * @throws SimulatorOptionsInvalidError naming every bad option.
 */
export function parseSimulatorOptions(args: readonly string[], nowMs: number): SimulatorOptions | undefined {
  const text = { type: 'string' } as const;
  const names = Object.fromEntries(
    [...Object.keys(DEFAULTS), 'first-order-id', 'csv'].map((name) => [name, text]),
  );
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args: [...args], options: { ...names, help: { type: 'boolean' } } }));
  } catch (error) {
    throw new SimulatorOptionsInvalidError(error instanceof Error ? error.message : String(error));
  }
  if (values['help'] === true) return undefined;
  const firstOrderId = String(Math.floor(nowMs / 1000) - ORDER_ID_EPOCH_S);
  const parsed = optionsSchema.safeParse({ ...DEFAULTS, 'first-order-id': firstOrderId, ...values });
  if (!parsed.success) {
    throw new SimulatorOptionsInvalidError(
      parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('; '),
    );
  }
  const { data } = parsed;
  return {
    csvFile: data.csv,
    fleet: {
      terminals: data.terminals,
      seed: data.seed,
      firstOrderId: data['first-order-id'],
      balanceEveryMs: data['balance-seconds'] * 1000,
      orderEveryMs: data['order-seconds'] * 1000,
      errorEveryMs: data['error-seconds'] * 1000,
      answerDelayMs: data['answer-ms'],
      silentPercent: data.silent,
      plainPercent: data.plain,
      fragmentsPercent: data.fragments,
      faults: {
        lossPercent: data.loss,
        duplicatePercent: data.duplicates,
        reorderPercent: data.reorder,
        reorderMaxDelayMs: REORDER_MAX_DELAY_MS,
      },
    },
  };
}
