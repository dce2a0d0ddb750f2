import { z } from 'zod';
import type { FleetCounts } from './simulated-fleet.ts';

/** A terminal as the stack registers it. */
export interface ListeningTerminal {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** From the simulator to its parent, over IPC (or as JSON lines on stdout when it has no parent that listens). */
export type SimulatorReport =
  | { readonly type: 'listening'; readonly terminals: readonly ListeningTerminal[] }
  /** Each second, and once more before it ends: totals since the start. */
  | ({ readonly type: 'sent' } & FleetCounts)
  /** Answer to `fall-silent`: nothing will be sent any more, these are the final counts. */
  | ({ readonly type: 'silent' } & FleetCounts);

/** From the parent. SIGTERM or a closed channel ends the process. */
export const simulatorOrderSchema = z.object({ type: z.literal('fall-silent') });
