import type { TemplateStack } from './assembly.ts';
import type { Resolver } from './resolve.ts';

/** What the runner starts: read from the template, so that what runs here is what would be deployed. */
export interface Wiring {
  readonly functions: readonly FunctionWiring[];
  readonly queues: readonly QueueWiring[];
  readonly eventSources: readonly EventSourceWiring[];
  readonly schedules: readonly ScheduleWiring[];
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

/** A part of the template is not what the runner can do. */
export class WiringUnsupportedError extends Error {
  override readonly name = 'WiringUnsupportedError';
}

export interface ReadContext {
  readonly stack: TemplateStack;
  readonly resolver: Resolver;
}
