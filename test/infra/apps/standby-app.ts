import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { domainOf } from '../../../lib/domain.ts';
import { environmentOf, placesOf } from '../../../lib/place.ts';
import { stageNamed } from '../../../lib/stages.ts';
import { StandbyStack } from '../../../lib/stacks/standby-stack.ts';

/** The standby's stack by itself, with a cache of its own and as part of a global datastore. Bundling is left out by the context. */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
for (const cacheGlobalDatastore of [false, true]) {
  const stage = { ...stageNamed('two-region'), cacheGlobalDatastore };
  const domain = domainOf(stage);
  const place = placesOf(stage).find(({ role }) => role === 'standby');
  if (domain === undefined || place === undefined)
    throw new Error('the stage two-region has no standby or no domain');
  const id = cacheGlobalDatastore ? 'with-datastore' : 'with-own-cache';
  new StandbyStack(app, id, { place, domain, env: environmentOf(place.region) });
}
app.synth();
