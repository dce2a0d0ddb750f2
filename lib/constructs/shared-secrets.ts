import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { sharedNames, type SharedNames } from '../names.ts';
import type { Place } from '../place.ts';

export type SharedSecret = keyof Pick<
  SharedNames,
  'databaseSecret' | 'telegramSecret' | 'terminalKeySecret' | 'originSecret'
>;

/**
 * A secret of the stage for grants and environments: the one (or its replica) in the place's own region, found by its fixed name.
 * Its `secretArn` is without the six random characters at the end; GetSecretValue and ECS take that, and a grant covers any six.
 * @param name which secret, such as `telegramSecret`
 */
export function secretNamed(scope: Construct, id: string, place: Place, name: SharedSecret): ISecret {
  return Secret.fromSecretNameV2(scope, id, sharedNames(place.stage)[name]);
}
