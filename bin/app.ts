/**
 * The CDK app: `cdk synth|deploy -c stage=NAME [-c region=REGION] [-c ingestImage=URI]`. Synthesizing asks neither AWS nor Docker.
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { defineEdge } from '../lib/define-edge.ts';
import { defineRegion, type Region } from '../lib/define-region.ts';
import { IngestImageInvalidError } from '../lib/constructs/ingest-image.ts';
import { placesOf, RegionUnknownError, regionsOf } from '../lib/place.ts';
import { StageInvalidError } from '../lib/stage-schema.ts';
import { stageNamed, StageUnknownError } from '../lib/stages.ts';

/** What an operator got wrong is told in a line of its own; a stack would hide it. */
const OPERATOR_ERRORS = [StageUnknownError, StageInvalidError, RegionUnknownError, IngestImageInvalidError];

try {
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
} catch (error) {
  if (!OPERATOR_ERRORS.some((known) => error instanceof known)) throw error;
  console.error(error instanceof Error ? error.message : error);
  // Not by its exit code alone: CDK synthesizes what there is of an app when the process is about to end.
  process.exit(1);
}
