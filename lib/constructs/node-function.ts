import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  Function as LambdaFunction,
  type IFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvName } from '../../core/contracts/env.ts';
import { ENV } from '../../core/contracts/env.ts';
import { bundleFunction } from '../bundling/bundle-function.ts';
import type { Place } from '../place.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { acknowledge } from './acknowledge.ts';
import { removalOf, retentionOf } from './retention.ts';

export interface NodeFunctionProps {
  readonly place: Place;
  /** Folder under `functions/`: its `handler.ts` exports `handler`. Named by path, so that CDK never imports what runs. */
  readonly name: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Readonly<Partial<Record<EnvName, string>>>;
  /** Folders of the repository that lie beside the bundle. @default none */
  readonly folders?: readonly string[];
  /** For what talks to the database or the cache. @default outside a VPC */
  readonly network?: { readonly vpc: IVpc; readonly securityGroup: ISecurityGroup };
  /** Executions kept warm, behind the alias `live`. @default 0 */
  readonly provisionedConcurrency?: number;
  /** Invoked by SNS or a schedule: what fails twice is kept in a queue. @default false, whoever calls it hears of the failure */
  readonly isAsynchronous?: boolean;
}

/**
 * A function with what all of ours have: arm64, Node 24, one minified ES module, a log group that forgets, tracing, a role with no more
 * than that. Grant it the rest by `function`; have it called by `target`.
 */
export class NodeFunction extends Construct {
  readonly name: string;
  readonly timeout: Duration;
  readonly function: LambdaFunction;
  /** What callers invoke: the alias with its warm executions, or the function itself. */
  readonly target: IFunction;
  /** Of an asynchronous function: the events that failed. */
  readonly failures: IQueue | undefined;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    this.name = props.name;
    this.timeout = props.timeout;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: retentionOf(props.place.stage),
      removalPolicy: removalOf(props.place.stage),
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    if (props.network !== undefined) allowNetworkInterfaces(role);
    if (props.isAsynchronous === true) this.failures = new DeadLetterQueue(this, 'Failures').queue;

    this.function = new LambdaFunction(this, 'Function', {
      code: bundleFunction(props.name, props.folders ?? []),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      tracing: Tracing.ACTIVE,
      environment: definedOnly({ [ENV.stage]: props.place.stage.name, ...props.environment }),
      logGroup,
      ...(props.network === undefined
        ? {}
        : { vpc: props.network.vpc, securityGroups: [props.network.securityGroup] }),
      ...(this.failures === undefined
        ? {}
        : { onFailure: new SqsDestination(this.failures), retryAttempts: 2, maxEventAge: Duration.hours(1) }),
    });
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray and network interfaces know no resources');
    const warm = props.provisionedConcurrency ?? 0;
    this.target =
      warm === 0
        ? this.function
        : new Alias(this, 'Live', {
            aliasName: 'live',
            version: this.function.currentVersion,
            provisionedConcurrentExecutions: warm,
          });
  }
}

/** As AWSLambdaVPCAccessExecutionRole, without its right to write every log group. */
function allowNetworkInterfaces(role: Role): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    }),
  );
}

function definedOnly(environment: Readonly<Partial<Record<EnvName, string>>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
