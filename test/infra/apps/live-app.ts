import { App, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { environmentOf, placesOf, stackName } from '../../../lib/place.ts';
import { LiveStack } from '../../../lib/stacks/live-stack.ts';
import { NetworkStack } from '../../../lib/stacks/network-stack.ts';
import { stageNamed } from '../../../lib/stages.ts';

/** The live sockets of each place of a pair, without a database. Bundling is left out by the context. */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const stage = stageNamed('two-region');
for (const place of placesOf(stage)) {
  const common = { place, env: environmentOf(place.region) };
  const network = new NetworkStack(app, stackName(stage, place.region, 'network'), common);
  new LiveStack(app, `live-${place.role}`, {
    ...common,
    network,
    database: { environment: {}, allow: () => undefined },
    changes: Queue.fromQueueArn(network, 'changes', `arn:aws:sqs:${place.region}:123456789012:changes`),
  });
}
app.synth();
