import type { TemplateStack } from './assembly.ts';
import type { Resolver } from './resolve.ts';

/** What the runner starts: read from the template, so that what runs here is what would be deployed. */
export interface Wiring {
  readonly functions: readonly FunctionWiring[];
  readonly queues: readonly QueueWiring[];
  readonly eventSources: readonly EventSourceWiring[];
  readonly schedules: readonly ScheduleWiring[];
  readonly asyncInvokes: readonly AsyncInvokeWiring[];
  readonly routes: readonly RouteWiring[];
  readonly webSocketApis: readonly WebSocketApiWiring[];
  readonly tables: readonly TableWiring[];
  /** The ingest task; `undefined` when no task of the template listens to UDP. */
  readonly task: TaskWiring | undefined;
}

export interface FunctionWiring {
  /** Folder name under `functions/`, by which people know it. */
  readonly name: string;
  readonly arn: string;
  /** Folder of the bundle. */
  readonly assetDir: string;
  /** `file.export`, as Lambda reads it. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface QueueWiring {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** SQS attributes by their API names. */
  readonly attributes: Readonly<Record<string, string>>;
  /** ARN of the dead-letter queue, if it has one. */
  readonly deadLetterArn: string | undefined;
}

export interface EventSourceWiring {
  readonly functionArn: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** `ReportBatchItemFailures`: without it a batch succeeds or fails as a whole. */
  readonly reportsItemFailures: boolean;
  readonly maximumConcurrency: number | undefined;
}

export interface ScheduleWiring {
  readonly name: string;
  readonly functionArn: string;
  readonly everySeconds: number;
  /** Event of the target, when it has one of its own. */
  readonly input: string | undefined;
}

/** What becomes of events that a function failed at and whose sender does not wait: those of a schedule. */
export interface AsyncInvokeWiring {
  readonly functionArn: string;
  readonly retries: number;
  readonly queueArn: string;
}

export interface RouteWiring {
  readonly apiId: string;
  readonly protocol: 'HTTP' | 'WEBSOCKET';
  /** `GET /api/{id}` or `$default`; of a WebSocket API `$connect`, `$disconnect`, `$default` or a word of the message. */
  readonly routeKey: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
}

export interface WebSocketApiWiring {
  readonly apiId: string;
  readonly stageName: string;
  /** Such as `$request.body.action`. */
  readonly routeSelectionExpression: string;
}

export interface KeyPart {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface IndexWiring {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyPart[];
  readonly Projection: {
    readonly ProjectionType?: 'ALL' | 'KEYS_ONLY' | 'INCLUDE' | undefined;
    readonly NonKeyAttributes?: readonly string[] | undefined;
  };
}

/** In the words of the DynamoDB API, which are those of the template. */
export interface TableWiring {
  readonly name: string;
  readonly KeySchema: readonly KeyPart[];
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: 'S' | 'N' | 'B';
  }[];
  readonly GlobalSecondaryIndexes?: readonly IndexWiring[] | undefined;
  readonly LocalSecondaryIndexes?: readonly IndexWiring[] | undefined;
}

export interface TaskWiring {
  /** Task definition and container, for messages. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  /** ARN of the secret (and its field) by variable. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** A part of the template is not what the runner can do. */
export class WiringUnsupportedError extends Error {
  override readonly name = 'WiringUnsupportedError';
}

export interface ReadContext {
  readonly stack: TemplateStack;
  readonly resolver: Resolver;
}
