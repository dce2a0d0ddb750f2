/**
 * The CDK app: `cdk synth|deploy -c stage=NAME [-c region=REGION] [-c ingestImage=URI]`. Synthesizing asks neither AWS nor Docker.
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { defineEdge } from '../lib/define-edge.ts';
import { defineRegion, type Region } from '../lib/define-region.ts';
import { placesOf, regionsOf } from '../lib/place.ts';
import { stageNamed } from '../lib/stages.ts';

const app = new App();
const stage = stageNamed(app.node.tryGetContext('stage') ?? 'local');
const regions = regionsOf(stage, app.node.tryGetContext('region'));
// `npm start` reads the templates and does not deploy them: it spares the seconds that the checks take.
if (app.node.tryGetContext('telefleet:validate') !== 'false')
  Validations.of(app).addPlugins(new AwsSolutionsChecks());

let primary: Region | undefined;
for (const place of placesOf(stage).filter(({ region }) => regions.has(region))) {
  const region = defineRegion(app, place, primary);
  if (place.role === 'primary') primary = region;
}
defineEdge(app, stage, regions, primary);

app.synth();
