import { App, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { environmentOf, placesOf, stackName } from '../../../lib/place.ts';
import { stageNamed } from '../../../lib/stages.ts';
import { ApiStack } from '../../../lib/stacks/api-stack.ts';
import { NetworkStack } from '../../../lib/stacks/network-stack.ts';

/** The HTTP door of each place of two stages, without a database. Bundling is left out by the context. */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
for (const stage of ['local', 'two-region'].map(stageNamed))
  for (const place of placesOf(stage)) {
    const common = { place, env: environmentOf(place.region) };
    const network = new NetworkStack(app, stackName(stage, place.region, 'network'), common);
    const queueNamed = (name: string) =>
      Queue.fromQueueArn(network, name, `arn:aws:sqs:${place.region}:123456789012:${name}`);
    const measuredNamed = (name: string) => ({
      queue: queueNamed(`measured-${name}`),
      deadLetterQueue: queueNamed(`${name}-dead-letters`),
    });
    new ApiStack(app, `api-${stage.name}-${place.role}`, {
      ...common,
      network,
      database: { environment: {}, allow: () => undefined },
      cache: { environment: {}, allow: () => undefined },
      messages: queueNamed('messages'),
      commands: queueNamed('commands'),
      measured: {
        records: measuredNamed('records'),
        messages: measuredNamed('messages'),
        commands: measuredNamed('commands'),
      },
    });
  }
app.synth();
