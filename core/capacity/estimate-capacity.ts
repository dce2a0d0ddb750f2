import type { ArrivalRate } from './arrival-rate.ts';
import type { StageRate, WorkStage } from './stages-of-work.ts';

/** What an estimate rests on. */
export interface Sample {
  readonly messages: number;
  readonly seconds: number;
}

/**
 * `none`: too little to say anything. `low`: the low end, since at little load each message costs more. `good`: thousands of messages over
 * minutes, at a twentieth of the load that the estimate speaks of, or more.
 */
export type Confidence = 'none' | 'low' | 'good';

export interface CapacityInput {
  /** Terminals that the system has to serve. */
  readonly servers: number;
  readonly stages: readonly StageRate[];
  readonly arrivals: ArrivalRate | undefined;
  readonly sample: Sample;
}

/** All null as long as the sample is too small. */
export interface CapacityEstimate {
  readonly confidence: Confidence;
  readonly bottleneck: WorkStage | null;
  /** Messages a second. */
  readonly totalCapacityPerS: number | null;
  readonly maxServers: number | null;
  readonly headroomServers: number | null;
  /** What arrives in a busy half minute (p95), of what the narrowest stage can do. */
  readonly utilizationPercent: number | null;
  readonly headroomPercent: number | null;
  /** Null also when the low end is below and the high one is not known. */
  readonly canHandle3000: boolean | null;
}

const LOW = { messages: 100, seconds: 60 };
const GOOD = { messages: 10_000, seconds: 300, utilizationPercent: 5 };

/** What the guide promises, and what people ask for. */
export const GUIDE_SERVERS = 3_000;

/**
 * How many terminals the narrowest stage could serve, if each said as much as one does in a busy half minute. Without measurements of
 * decoding and of storing there is no estimate: a constant is none.
 */
export function estimateCapacity({ servers, stages, arrivals, sample }: CapacityInput): CapacityEstimate {
  const narrowest = narrowestOf(stages);
  const perTerminal = arrivals?.perTerminal.p95 ?? 0;
  const isTooLittle = sample.messages < LOW.messages || sample.seconds < LOW.seconds;
  if (isTooLittle || narrowest === undefined || arrivals === undefined || perTerminal <= 0)
    return { ...NO_ESTIMATE, confidence: 'none' };
  const { ratePerS, stage } = narrowest;
  const maxServers = Math.floor(ratePerS / perTerminal);
  const utilizationPercent = ratePerS > 0 ? (arrivals.total.p95 / ratePerS) * 100 : 100;
  const confidence = confidenceOf(sample, utilizationPercent);
  const canHandle3000 = maxServers >= GUIDE_SERVERS;
  return {
    confidence,
    bottleneck: stage,
    totalCapacityPerS: ratePerS,
    maxServers,
    headroomServers: maxServers - servers,
    utilizationPercent,
    headroomPercent: 100 - utilizationPercent,
    canHandle3000: canHandle3000 || confidence === 'good' ? canHandle3000 : null,
  };
}

const NO_ESTIMATE = {
  bottleneck: null,
  totalCapacityPerS: null,
  maxServers: null,
  headroomServers: null,
  utilizationPercent: null,
  headroomPercent: null,
  canHandle3000: null,
} as const;

/** @returns undefined as long as one of the two stages that every message costs most in is not measured */
function narrowestOf(
  stages: readonly StageRate[],
): { readonly stage: WorkStage; readonly ratePerS: number } | undefined {
  const measured = stages.flatMap(({ stage, ratePerS }) => (ratePerS === null ? [] : [{ stage, ratePerS }]));
  const has = (wanted: WorkStage): boolean => measured.some(({ stage }) => stage === wanted);
  if (!has('decode') || !has('store')) return undefined;
  return measured.reduce((least, one) => (one.ratePerS < least.ratePerS ? one : least));
}

function confidenceOf({ messages, seconds }: Sample, utilizationPercent: number): Confidence {
  const isMuch =
    messages >= GOOD.messages && seconds >= GOOD.seconds && utilizationPercent >= GOOD.utilizationPercent;
  return isMuch ? 'good' : 'low';
}
