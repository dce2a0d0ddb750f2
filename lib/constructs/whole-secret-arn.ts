import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import { removalOf, retentionOf } from './retention.ts';
import type { SharedSecret } from './shared-secrets.ts';

/**
 * The whole ARN of a copied secret, asked for at deploy: six characters of it are random, the stack that knows them is of another region,
 * and RDS Proxy takes nothing less (https://github.com/aws/aws-cdk/issues/11117).
 */
export function findSecretArn(scope: Construct, id: string, place: Place, name: SharedSecret): string {
  const secretName = sharedNames(place.stage)[name];
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: retentionOf(place.stage),
    removalPolicy: removalOf(place.stage),
  });
  // Its own, because the one that CDK makes may write every log group.
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const arnPattern = Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: `secret:${secretName}-??????`,
  });
  const question = new AwsCustomResource(scope, id, {
    onUpdate: {
      service: 'secrets-manager',
      action: 'DescribeSecret',
      parameters: { SecretId: secretName },
      physicalResourceId: PhysicalResourceId.of(secretName),
      outputPaths: ['ARN'],
    },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['secretsmanager:DescribeSecret'], resources: [arnPattern] }),
    ]),
    installLatestAwsSdk: false,
    logGroup,
    role,
  });
  return question.getResponseField('ARN');
}
