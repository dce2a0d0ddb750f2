import { CfnSecret, Secret, type SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import { acknowledge } from './acknowledge.ts';
import { removalOf } from './retention.ts';
import type { SharedSecret as SharedSecretName } from './shared-secrets.ts';

export interface SharedSecretProps {
  readonly place: Place;
  readonly name: SharedSecretName;
  readonly description: string;
  /** The first value. Never change it in a stage that lives: CloudFormation then makes a new value in place of the one in use. */
  readonly generate: SecretStringGenerator;
  /** Regions besides the primary that read it. */
  readonly replicaRegions: readonly string[];
  /** Why nothing rotates it by itself. */
  readonly whyNotRotated: string;
}

/** A secret of the primary region with copies where it is read; found by its name (`secretNamed`). */
export class SharedSecret extends Construct {
  constructor(scope: Construct, id: string, props: SharedSecretProps) {
    super(scope, id);
    const { place } = props;
    const replicas = new Set(props.replicaRegions.filter((region) => region !== place.region));
    const secret = new Secret(this, 'Secret', {
      secretName: sharedNames(place.stage)[props.name],
      description: props.description,
      generateSecretString: props.generate,
      replicaRegions: [...replicas].map((region) => ({ region })),
      removalPolicy: removalOf(place.stage),
    });
    if (secret.node.defaultChild instanceof CfnSecret)
      secret.node.defaultChild.overrideLogicalId(`${id}Secret`);
    acknowledge(secret, 'AwsSolutions-SMG4', props.whyNotRotated);
  }
}
