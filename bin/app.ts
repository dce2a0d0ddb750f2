import { App } from 'aws-cdk-lib';
import { FleetStack } from '../lib/stacks/fleet-stack.ts';
import { stageNamed } from '../lib/stages.ts';

const app = new App();
const stage = stageNamed(app.node.tryGetContext('stage') ?? 'local');

new FleetStack(app, `telefleet-${stage.name}`, { stage });

app.synth();
