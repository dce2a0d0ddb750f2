import type { App } from 'aws-cdk-lib';
import { domainOf } from './domain.ts';
import { EDGE_REGION, environmentOf, RegionUnknownError, stackName } from './place.ts';
import type { Stage } from './stage-schema.ts';
import type { Region } from './define-region.ts';
import { EdgeStack } from './stacks/edge-stack.ts';

/**
 * What the Internet sees of a stage. With a domain it knows the regions by their names in the DNS and is deployed by itself; without one
 * it refers to the one region's API, and is deployed together with it.
 * @param regions those that are synthesized
 * @param primary when it is synthesized
 * @throws RegionUnknownError when the edge is asked for without the API that it needs
 */
export function defineEdge(
  app: App,
  stage: Stage,
  regions: ReadonlySet<string>,
  primary: Region | undefined,
): EdgeStack | undefined {
  const hasDomain = domainOf(stage) !== undefined;
  const isWanted = regions.has(EDGE_REGION) || (!hasDomain && primary !== undefined);
  if (!isWanted) return undefined;
  if (!hasDomain && primary === undefined) {
    throw new RegionUnknownError(
      `stage ${stage.name} has no domainName, so its edge is deployed with its API: use -c region=${stage.regions.primary}`,
    );
  }
  const edge = new EdgeStack(app, stackName(stage, EDGE_REGION, 'edge'), {
    stage,
    env: environmentOf(EDGE_REGION),
    apiDomain: hasDomain ? undefined : primary?.api.apiDomain,
    liveDomain: hasDomain ? undefined : primary?.live.apiDomain,
  });
  // It reads the origin's secret, whose copy in this region the primary makes.
  if (primary?.shared !== undefined) edge.addStackDependency(primary.shared);
  return edge;
}
