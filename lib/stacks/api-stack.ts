import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { CacheAccess } from '../constructs/cache-access.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import type { DatabaseAccess } from '../constructs/database-access.ts';
import {
  allowMeasuring,
  allowRedriving,
  type MeasuredQueues,
  queueVariables,
} from '../constructs/measured-queues.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { removalOf, retentionOf } from '../constructs/retention.ts';
import { secretNamed } from '../constructs/shared-secrets.ts';
import { tableNamed } from '../constructs/shared-tables.ts';
import { type Place, placesOf } from '../place.ts';
import { allowSending } from './messaging-stack.ts';
import type { NetworkStack } from './network-stack.ts';

export interface ApiStackProps extends StackProps {
  readonly place: Place;
  readonly network: Pick<NetworkStack, 'vpc' | 'functionSecurityGroup'>;
  /** By the proxy where there is one: many small functions, each with a connection of its own. */
  readonly database: DatabaseAccess;
  readonly cache: CacheAccess;
  /** Where messages to people are announced. */
  readonly messages: IQueue;
  /** Where runs of commands to terminals are announced. */
  readonly commands: IQueue;
  /** Queues whose depth is measured, and whose dead letters can be sent back. */
  readonly measured: Omit<MeasuredQueues, 'updateDeadLetters'>;
}

/** API Gateway gives up after 30 s, and CloudFront with it; a function that ends before can still answer. */
const FUNCTION_TIMEOUT = Duration.seconds(10);

/** An account starts with 1,000 executions at a time, which storing the fleet's data shares: the door lets half of it in at once. */
const THROTTLE = { rateLimit: 1_000, burstLimit: 500 };

/** Route 53 and the other region ask these past CloudFront, once or twice a second in all; so may everybody else. */
const OPEN_PATHS = ['/health', '/ready'];
const OPEN_ROUTES_THROTTLE = { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 };

/** Never the query string: it may carry what a page signs people in with. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTime(),
    routeKey: '$context.routeKey',
    path: AccessLogField.contextPath(),
    status: AccessLogField.contextStatus(),
    latencyMs: AccessLogField.contextResponseLatency(),
    integrationLatencyMs: AccessLogField.contextIntegrationLatency(),
    integrationError: '$context.integrationErrorMessage',
    sourceIp: AccessLogField.contextIdentitySourceIp(),
    responseBytes: AccessLogField.contextResponseLength(),
  }),
);

/**
 * The HTTP door of one region: what Telegram posts to, and what is asked over HTTP. What no route names is 404 by API Gateway itself.
 * Why an HTTP API: docs/adr/0012-http-door.md.
 */
export class ApiStack extends Stack {
  readonly httpApi: HttpApi;
  readonly apiId: string;
  /** Host of the endpoint that API Gateway gives. It answers only where the stage has no domain of its own. */
  readonly apiDomain: string;
  readonly functions: readonly NodeFunction[];
  /** Updates of Telegram that failed again and again: acknowledged, so that they hold nothing up, and kept here. */
  readonly updateDeadLetters: IQueue;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { stage } = props.place;
    this.httpApi = new HttpApi(this, 'HttpApi', {
      apiName: id,
      // With a name of our own nobody needs this one, which goes round CloudFront and its firewall.
      disableExecuteApiEndpoint: stage.domainName !== null,
      createDefaultStage: false,
    });
    this.apiId = this.httpApi.apiId;
    this.apiDomain = `${this.apiId}.execute-api.${this.region}.${this.urlSuffix}`;

    this.updateDeadLetters = new DeadLetterQueue(this, 'UpdateDeadLetters').queue;
    const receiveUpdate = this.#makeReceiveUpdate(props);
    const serveApi = this.#makeServeApi(props);
    this.functions = [receiveUpdate, serveApi];

    this.#addRoutes('/telegram/{bot}', HttpMethod.POST, receiveUpdate);
    const open = OPEN_PATHS.flatMap((path) => this.#addRoutes(path, HttpMethod.GET, serveApi));
    this.#addRoutes('/api/{proxy+}', HttpMethod.ANY, serveApi);
    // Where Prometheus asks; for administrators, by their token.
    this.#addRoutes('/metrics', HttpMethod.GET, serveApi);
    this.#makeStage(props.place, open);
  }

  #makeReceiveUpdate({ place, network, database, cache, messages, commands }: ApiStackProps): NodeFunction {
    const telegramSecret = secretNamed(this, 'TelegramSecret', place, 'telegramSecret');
    const originSecret = secretNamed(this, 'OriginSecretOfUpdates', place, 'originSecret');
    const terminalKeySecret = secretNamed(this, 'TerminalKeySecret', place, 'terminalKeySecret');
    const idempotency = tableNamed(this, 'Idempotency', place, 'idempotency');
    const sessions = tableNamed(this, 'Sessions', place, 'sessions');
    const receiveUpdate = new NodeFunction(this, 'ReceiveUpdate', {
      place,
      name: 'receive-update',
      timeout: FUNCTION_TIMEOUT,
      memoryMb: place.stage.webhookMemoryMb,
      network: { vpc: network.vpc, securityGroup: network.functionSecurityGroup },
      provisionedConcurrency: place.stage.webhookProvisionedConcurrency,
      environment: {
        ...database.environment,
        ...cache.environment,
        [ENV.telegramSecretArn]: telegramSecret.secretArn,
        [ENV.originSecretArn]: originSecret.secretArn,
        [ENV.terminalKeySecretArn]: terminalKeySecret.secretArn,
        [ENV.idempotencyTable]: idempotency.tableName,
        [ENV.sessionsTable]: sessions.tableName,
        [ENV.messagesQueueUrl]: messages.queueUrl,
        [ENV.commandsQueueUrl]: commands.queueUrl,
        [ENV.updateDeadLettersQueueUrl]: this.updateDeadLetters.queueUrl,
      },
    });
    database.allow(receiveUpdate.function);
    cache.allow(receiveUpdate.function);
    // The last one seals the passwords of terminals that people add.
    for (const secret of [telegramSecret, originSecret, terminalKeySecret])
      secret.grantRead(receiveUpdate.function);
    for (const table of [idempotency, sessions])
      table.grant(
        receiveUpdate.function,
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      );
    for (const queue of [messages, commands, this.updateDeadLetters]) allowSending(queue, receiveUpdate);
    return receiveUpdate;
  }

  #makeServeApi({ place, network, database, cache, commands, measured }: ApiStackProps): NodeFunction {
    const originSecret = secretNamed(this, 'OriginSecretOfApi', place, 'originSecret');
    const telegramSecret = secretNamed(this, 'TelegramSecretOfApi', place, 'telegramSecret');
    const terminalKeySecret = secretNamed(this, 'TerminalKeySecretOfApi', place, 'terminalKeySecret');
    const sockets = tableNamed(this, 'SocketsOfApi', place, 'sockets');
    const alarmStates = tableNamed(this, 'AlarmStatesOfApi', place, 'idempotency');
    const queues = { ...measured, updateDeadLetters: this.updateDeadLetters };
    const serveApi = new NodeFunction(this, 'ServeApi', {
      place,
      name: 'serve-api',
      timeout: FUNCTION_TIMEOUT,
      memoryMb: place.stage.webhookMemoryMb,
      network: { vpc: network.vpc, securityGroup: network.functionSecurityGroup },
      environment: {
        ...database.environment,
        ...cache.environment,
        [ENV.originSecretArn]: originSecret.secretArn,
        [ENV.telegramSecretArn]: telegramSecret.secretArn,
        [ENV.terminalKeySecretArn]: terminalKeySecret.secretArn,
        [ENV.socketsTable]: sockets.tableName,
        [ENV.idempotencyTable]: alarmStates.tableName,
        [ENV.alarmRegions]: placesOf(place.stage)
          .map(({ region }) => region)
          .join(','),
        ...queueVariables(queues),
      },
    });
    database.allow(serveApi.function);
    cache.allow(serveApi.function);
    originSecret.grantRead(serveApi.function);
    // Who signs people in, and who the administrators are.
    telegramSecret.grantRead(serveApi.function);
    // Seals the passwords of terminals that people add.
    terminalKeySecret.grantRead(serveApi.function);
    // Tickets of the live sockets.
    sockets.grant(serveApi.function, 'dynamodb:PutItem');
    // Its other rows are who has done what: not the API's.
    serveApi.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem'],
        resources: [alarmStates.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['alarm-states#*'] } },
      }),
    );
    allowSending(commands, serveApi);
    allowMeasuring(queues, serveApi);
    allowRedriving(queues, serveApi);
    return serveApi;
  }

  #addRoutes(path: string, method: HttpMethod, { name, target }: NodeFunction): HttpRoute[] {
    const routes = this.httpApi.addRoutes({
      path,
      methods: [method],
      integration: new HttpLambdaIntegration(`${name}${path}`, target),
      authorizer: new HttpNoneAuthorizer(),
    });
    for (const route of routes)
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'the functions know who calls: Telegram by its secret header, CloudFront by the one it adds, people by their token; health is open',
      );
    return routes;
  }

  #makeStage(place: Place, open: readonly HttpRoute[]): void {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: retentionOf(place.stage),
      removalPolicy: removalOf(place.stage),
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: ACCESS_LOG },
    });
    // A stage that limits a route which is not there yet is refused.
    stage.node.addDependency(...open);
    if (stage.node.defaultChild instanceof CfnStage)
      stage.node.defaultChild.routeSettings = Object.fromEntries(
        OPEN_PATHS.map((path) => [`GET ${path}`, OPEN_ROUTES_THROTTLE]),
      );
  }
}
