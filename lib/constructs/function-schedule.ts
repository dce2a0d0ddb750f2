import { type Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

/** The next run does the same again, so a start that EventBridge could not make is not worth its default of a day of tries. */
const START_TRIES = 3;

export interface FunctionScheduleProps {
  readonly function: NodeFunction;
  /** At least a minute, which is the grain of EventBridge Scheduler. It starts at least once, some time within its minute. */
  readonly every: Duration;
}

/** Starts a function again and again. Its role may invoke that one function and no version of another, as CDK's own target would have it. */
export class FunctionSchedule extends Construct {
  constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    super(scope, id);
    const { functionArn } = props.function.target;
    const role = new Role(this, 'Role', {
      // Schedules of other accounts come from the same service.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
    const maximumEventAgeInSeconds = Math.max(60, Math.min(props.every.toSeconds(), 3_600));
    new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.rate(props.every),
      target: {
        bind: () => ({
          arn: functionArn,
          role,
          retryPolicy: { maximumRetryAttempts: START_TRIES, maximumEventAgeInSeconds },
        }),
      },
    });
  }
}
