import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { EDGE_REGION, environmentOf } from '../../lib/place.ts';
import { EdgeStack } from '../../lib/stacks/edge-stack.ts';
import { stageNamed } from '../../lib/stages.ts';

const deploymentSchema = z.object({
  DependsOn: z.array(z.string()).optional(),
  Properties: z.object({
    DestinationBucketKeyPrefix: z.string().optional(),
    Prune: z.boolean(),
    SystemMetadata: z.object({ 'cache-control': z.string() }),
  }),
});

const template = Template.fromStack(
  new EdgeStack(new App(), 'edge', {
    stage: stageNamed('small'),
    env: environmentOf(EDGE_REGION),
    apiDomain: 'abc123.execute-api.eu-west-1.amazonaws.com',
    liveDomain: 'live12.execute-api.eu-west-1.amazonaws.com',
  }),
);
const deployments = Object.entries(template.findResources('Custom::CDKBucketDeployment')).map(
  ([id, resource]) => ({ id, ...deploymentSchema.parse(resource) }),
);

describe('the console’s pages', () => {
  it('come after the files that they name, so that nobody is given a page whose files are not there yet', () => {
    const [hashed, pages] = [
      deployments.find(({ Properties }) => Properties.DestinationBucketKeyPrefix === 'assets'),
      deployments.find(({ Properties }) => Properties.DestinationBucketKeyPrefix === undefined),
    ];

    expect(deployments).toHaveLength(2);
    expect(pages?.DependsOn).toContain(hashed?.id);
    expect(pages?.Properties.SystemMetadata['cache-control']).toBe('no-cache');
    expect(hashed?.Properties.SystemMetadata['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('leave the files of the release before, which pages that are open still ask for', () => {
    expect(deployments.map(({ Properties }) => Properties.Prune)).toEqual([false, false]);
  });
});
