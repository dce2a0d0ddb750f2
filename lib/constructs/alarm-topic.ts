import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Place } from '../place.ts';
import { removalOf } from './retention.ts';

/** Of the topic that alarms go to, in each region. */
export function alarmTopicName(stage: Place['stage']): string {
  return `telefleet-${stage.name}-alarms`;
}

/** Where the alarms of a stage go in one region. It has a key of its own, since CloudWatch may not use the one that AWS manages for SNS. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { stage }: Place) {
    super(scope, id);
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    const key = new Key(this, 'Key', {
      description: `alarms of Telefleet ${stage.name}`,
      enableKeyRotation: true,
      removalPolicy: removalOf(stage),
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        // A key policy speaks of its own key only.
        resources: ['*'],
      }),
    );
    const topic = new Topic(this, 'Topic', {
      topicName: alarmTopicName(stage),
      masterKey: key,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: `telefleet-${stage.name}-*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    if (stage.alarmEmail !== null) topic.addSubscription(new EmailSubscription(stage.alarmEmail));
    this.topic = topic;
  }
}
