import type { RegionObservation, RegionObservations } from '../aws/region-observations.ts';
import type { HealthAnswer } from './ask-health.ts';
import { decide, type Decision } from './decide.ts';
import { observe } from './observe.ts';

export interface PrimaryWatch {
  readonly region: string;
  readonly thresholdMs: number;
  readonly observations: RegionObservations;
  askHealth(): Promise<HealthAnswer>;
  nowMs(): number;
}

export interface Sighting {
  readonly answer: HealthAnswer;
  readonly observation: RegionObservation;
  readonly observedAtMs: number;
  readonly decision: Decision;
}

/**
 * Looks at the primary once and says what should follow. The observation is written before anything is decided.
 * @throws ObservationRacedError when a second run looked at the same time
 */
export async function watchPrimary(watch: PrimaryWatch): Promise<Sighting> {
  const previous = await watch.observations.read(watch.region);
  const answer = await watch.askHealth();
  const observedAtMs = watch.nowMs();
  const observation = observe(previous, answer.isHealthy, observedAtMs);
  await watch.observations.replace(watch.region, previous, observation);
  return {
    answer,
    observation,
    observedAtMs,
    decision: decide(observation, observedAtMs, watch.thresholdMs),
  };
}
