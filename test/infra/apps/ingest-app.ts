import { App } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { environmentOf, placesOf, stackName } from '../../../lib/place.ts';
import { DatabaseStack } from '../../../lib/stacks/database-stack.ts';
import { IngestStack } from '../../../lib/stacks/ingest-stack.ts';
import { NetworkStack } from '../../../lib/stacks/network-stack.ts';
import { StoreStack } from '../../../lib/stacks/store-stack.ts';
import { stageNamed } from '../../../lib/stages.ts';

/** The way of a datagram in three stages, and once with an image that somebody else has made. Bundling is left out by the context. */
const app = new App();
for (const stage of ['small', 'large', 'two-region'].map(stageNamed)) {
  for (const place of placesOf(stage)) {
    const env = environmentOf(place.region);
    const id = (part: string): string => stackName(stage, place.region, part);
    const network = new NetworkStack(app, id('network'), { place, env });
    const { direct } = new DatabaseStack(app, id('database'), { place, env, network });
    const { records } = new StoreStack(app, id('store'), { place, env, network, database: direct });
    const ingest = { place, env, network, database: direct, records: records.queue };
    new IngestStack(app, id('ingest'), ingest);
    if (stage.name !== 'small') continue;
    const scope = new Construct(app, 'with-image');
    scope.node.setContext('ingestImage', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/fleet/ingest:v1');
    new IngestStack(scope, 'ingest', ingest);
  }
}
app.synth();
