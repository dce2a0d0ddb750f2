import type { Environment } from 'aws-cdk-lib';
import type { Stage } from './stage-schema.ts';

/** CloudFront's certificates and web ACLs are made there, whatever region serves. */
export const EDGE_REGION = 'us-east-1';

/** One region of a stage. Both regions of a pair get the same stacks; what only the active one does is decided while they run. */
export interface Place {
  readonly stage: Stage;
  readonly region: string;
  /** Which of the two the data was made in. It stays, also after a fail-over. */
  readonly role: 'primary' | 'standby';
}

export function placesOf(stage: Stage): Place[] {
  const { primary, standby } = stage.regions;
  return [
    { stage, region: primary, role: 'primary' },
    ...(standby === undefined ? [] : [{ stage, region: standby, role: 'standby' } as const]),
  ];
}

export class RegionUnknownError extends Error {
  override readonly name = 'RegionUnknownError';
}

/**
 * Regions to synthesize: all of the stage's, or the one that `-c region=` asks for.
 * @throws RegionUnknownError naming the regions there are
 */
export function regionsOf(stage: Stage, requested: unknown): ReadonlySet<string> {
  const all = new Set([...placesOf(stage).map(({ region }) => region), EDGE_REGION]);
  if (requested === undefined) return all;
  if (typeof requested === 'string' && all.has(requested)) return new Set([requested]);
  throw new RegionUnknownError(
    `stage ${stage.name} has no region ${JSON.stringify(requested)}; use -c region=${[...all].join('|')}`,
  );
}

/** The other region that holds data, if there is one. */
export function peerRegionOf({ stage, role }: Place): string | undefined {
  return role === 'primary' ? stage.regions.standby : stage.regions.primary;
}

/** Without an account: synth needs no credentials, and the account is whose credentials deploy. */
export function environmentOf(region: string): Environment {
  return { region };
}

/** Id and name of a stack, such as `telefleet-small-eu-west-1-network`. */
export function stackName(stage: Stage, region: string, part: string): string {
  return `telefleet-${stage.name}-${region}-${part}`;
}
