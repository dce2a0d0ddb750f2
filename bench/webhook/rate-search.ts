import { findSustainedRate } from '../load/find-sustained-rate.ts';
import { describe, holds, type LoadOrder, type WebhookLoad } from './webhook-load.ts';

/** What is posted to, and under which name it is told of. */
export interface Target {
  readonly label: string;
  readonly order: Pick<LoadOrder, 'url' | 'secret' | 'people'>;
}

/** A probe whose answers are this late has failed. */
const GIVE_UP_MS = 2_000;

/** Compiled code, plans, connections; every person's first list, whose pages are turned later. */
const WARM_UP_PER_S = 150;

export async function warmUp(
  load: WebhookLoad,
  { label, order }: Target,
  say: (line: string) => void,
): Promise<void> {
  const everybody = { ...order, count: order.people.count, ratePerS: WARM_UP_PER_S };
  say(`${label}, warm-up ${describe(await load.run({ ...everybody, only: 'terminals' }))}`);
  say(`${label}, warm-up ${describe(await load.run({ ...everybody, count: everybody.count / 4 }))}`);
}

export interface Search {
  /** The nearer to the answer, the fewer probes. */
  readonly startPerS: number;
  readonly seconds: number;
  readonly maxProbes: number;
}

/** @returns the highest rate that held, updates a second; 0 when none did */
export async function searchRate(
  load: WebhookLoad,
  { label, order }: Target,
  { startPerS, seconds, maxProbes }: Search,
  say: (line: string) => void,
): Promise<number> {
  const { ratePerS } = await findSustainedRate(
    async (ratePerS) => {
      const count = Math.round(ratePerS * seconds);
      const result = await load.run({ ...order, ratePerS, count, giveUpMs: GIVE_UP_MS });
      const isHeld = holds(result);
      say(`${label} ${describe(result)} ${isHeld ? 'holds' : 'does not hold'}`);
      return { holds: isHeld, result };
    },
    { startPerS, tolerance: 1.07, maxProbes, triesPerRate: 2 },
  );
  return ratePerS;
}
