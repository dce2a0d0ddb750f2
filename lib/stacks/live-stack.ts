import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat, CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnApi,
  CfnRoute,
  LogGroupLogDestination,
  WebSocketApi,
  WebSocketNoneAuthorizer,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { ManagedPolicy, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { DatabaseAccess } from '../constructs/database-access.ts';
import { FunctionSchedule } from '../constructs/function-schedule.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { removalOf, retentionOf } from '../constructs/retention.ts';
import { secretNamed } from '../constructs/shared-secrets.ts';
import { tableNamed } from '../constructs/shared-tables.ts';
import type { Place } from '../place.ts';
import { allowSending } from './messaging-stack.ts';
import type { NetworkStack } from './network-stack.ts';

export interface LiveStackProps extends StackProps {
  readonly place: Place;
  readonly network: Pick<NetworkStack, 'vpc' | 'functionSecurityGroup'>;
  readonly database: DatabaseAccess;
  /** `StoreStack.changes`: what was stored while somebody watches. */
  readonly changes: IQueue;
}

/** CloudFront's path is `/live`, and the page speaks to its own host: so the stage has the same name. */
export const LIVE_STAGE = 'live';

/** A page says a word each 30 s; a deploy has all of them connect again. */
const THROTTLE = { rateLimit: 500, burstLimit: 500 };

/** Never the query string: it has the ticket. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTime(),
    eventType: '$context.eventType',
    routeKey: '$context.routeKey',
    connectionId: '$context.connectionId',
    status: AccessLogField.contextStatus(),
    integrationError: '$context.integrationErrorMessage',
    sourceIp: AccessLogField.contextIdentitySourceIp(),
  }),
);

/**
 * The live sockets of one region: a WebSocket API, the function that lets clients in and hears them, and the one that tells them what has
 * changed. Why it is made so: docs/adr/0021-live.md.
 */
export class LiveStack extends Stack {
  readonly webSocketApi: WebSocketApi;
  readonly apiId: string;
  /** Host of the API for CloudFront, where the stage has no domain. */
  readonly apiDomain: string;
  readonly functions: readonly NodeFunction[];

  constructor(scope: Construct, id: string, props: LiveStackProps) {
    super(scope, id, props);
    this.webSocketApi = new WebSocketApi(this, 'WebSocketApi', {
      apiName: id,
      routeSelectionExpression: '$request.body.action',
    });
    this.apiId = this.webSocketApi.apiId;
    this.apiDomain = `${this.apiId}.execute-api.${this.region}.${this.urlSuffix}`;
    const pushLive = this.#makePushLive(props);
    const serveSocket = this.#makeServeSocket(props, pushLive);
    this.functions = [serveSocket, pushLive];
    for (const routeKey of ['$connect', '$default', '$disconnect']) this.#addRoute(routeKey, serveSocket);
    this.#makeStage(props.place);
  }

  #makeServeSocket({ place, changes }: LiveStackProps, pushLive: NodeFunction): NodeFunction {
    const sockets = tableNamed(this, 'SocketsOfServing', place, 'sockets');
    const originSecret = secretNamed(this, 'OriginSecret', place, 'originSecret');
    const serveSocket = new NodeFunction(this, 'ServeSocket', {
      place,
      name: 'serve-socket',
      // Outside the VPC: it asks no database.
      timeout: Duration.seconds(10),
      memoryMb: 256,
      environment: {
        [ENV.socketsTable]: sockets.tableName,
        [ENV.changesQueueUrl]: changes.queueUrl,
        [ENV.pushLiveFunction]: pushLive.target.functionName,
        [ENV.originSecretArn]: originSecret.secretArn,
      },
    });
    sockets.grant(
      serveSocket.function,
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    );
    originSecret.grantRead(serveSocket.function);
    allowSending(changes, serveSocket);
    serveSocket.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [pushLive.target.functionArn],
      }),
    );
    return serveSocket;
  }

  #makePushLive({ place, network, database, changes }: LiveStackProps): NodeFunction {
    const sockets = tableNamed(this, 'SocketsOfPushing', place, 'sockets');
    const pushLive = new NodeFunction(this, 'PushLive', {
      place,
      name: 'push-live',
      // The longest there is: while somebody watches it runs, and hands over to the next.
      timeout: Duration.minutes(15),
      // A whole core is at 1,769 MB; a thousand connections need half of one.
      memoryMb: 1_024,
      network: { vpc: network.vpc, securityGroup: network.functionSecurityGroup },
      environment: {
        ...database.environment,
        [ENV.socketsTable]: sockets.tableName,
        [ENV.changesQueueUrl]: changes.queueUrl,
        [ENV.liveCallbackUrl]: `${this.webSocketApi.apiEndpoint}/${LIVE_STAGE}`,
      },
      isAsynchronous: true,
    });
    database.allow(pushLive.function);
    sockets.grant(
      pushLive.function,
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:Scan',
    );
    changes.grant(pushLive.function, 'sqs:ReceiveMessage', 'sqs:DeleteMessage');
    const connections = `arn:${this.partition}:execute-api:${this.region}:${this.account}:${this.apiId}/${LIVE_STAGE}/*/@connections/*`;
    pushLive.function.addToRolePolicy(
      new PolicyStatement({ actions: ['execute-api:ManageConnections'], resources: [connections] }),
    );
    allowSuccession(pushLive);
    const { functionArn } = pushLive.function;
    const { role } = pushLive.function;
    new Policy(this, 'StartNext', {
      // Not in the function's own policy, which the function waits for.
      statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] })],
      roles: role === undefined ? [] : [role],
    });
    acknowledge(
      role ?? pushLive,
      `AwsSolutions-IAM5[Resource::arn:aws:execute-api:${this.region}:<AWS::AccountId>:<${this.#logicalIdOfApi()}>/${LIVE_STAGE}/*/@connections/*]`,
      'ids of connections are made while they are',
    );
    new FunctionSchedule(this, 'PushEachMinute', { function: pushLive, every: Duration.minutes(1) });
    return pushLive;
  }

  /** By which cdk-nag names what is not known before the deploy. */
  #logicalIdOfApi(): string {
    const api = this.webSocketApi.node.defaultChild;
    if (!(api instanceof CfnApi)) throw new Error('a WebSocketApi has no CfnApi');
    return this.getLogicalId(api);
  }

  #addRoute(routeKey: string, serveSocket: NodeFunction): void {
    const route = this.webSocketApi.addRoute(routeKey, {
      integration: new WebSocketLambdaIntegration(`serve-socket${routeKey}`, serveSocket.target),
      ...(routeKey === '$connect' ? { authorizer: new WebSocketNoneAuthorizer() } : {}),
    });
    acknowledge(
      route.node.defaultChild instanceof CfnRoute ? route.node.defaultChild : route,
      'AwsSolutions-APIG4',
      '$connect takes a ticket that the API gave to a person who has signed in; what comes after comes over that connection',
    );
  }

  #makeStage(place: Place): void {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: retentionOf(place.stage),
      removalPolicy: removalOf(place.stage),
    });
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.webSocketApi,
      stageName: LIVE_STAGE,
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: ACCESS_LOG },
    });
    stage.node.addDependency(this.#makeLogRole());
  }

  /**
   * WebSocket APIs, unlike HTTP APIs, write their logs by a role that is set once an account and region. It stays when the stage goes: another
   * one of the account may use it by then.
   */
  #makeLogRole(): CfnAccount {
    const role = new Role(this, 'LogRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(
      role,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'the role of the account that API Gateway itself asks for, with the policy that it names',
    );
    const account = new CfnAccount(this, 'LogAccount', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return account;
  }
}

/**
 * Lambda takes a function that starts itself for a loop that nobody meant, and ends it after some 16 turns: three hours of somebody watching. Each
 * turn here lasts for minutes, and a lease keeps it to one at a time.
 */
function allowSuccession({ function: pushLive }: NodeFunction): void {
  const resource = pushLive.node.defaultChild;
  if (!(resource instanceof CfnFunction)) throw new Error('a Function has no CfnFunction');
  resource.recursiveLoop = 'Allow';
}
