import { z } from 'zod';
import type { TemplateResource } from './assembly.ts';
import { toFunctionArn } from './function-arn.ts';
import { type EventSourceWiring, type ReadContext, WiringUnsupportedError } from './wiring.ts';

const schema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  // Lambda's default for SQS.
  BatchSize: z.number().int().min(1).max(10_000).default(10),
  MaximumBatchingWindowInSeconds: z.number().int().min(0).max(300).default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.number().int().min(2).max(1_000).optional() }).optional(),
});

/**
 * @returns `undefined` when it is switched off
 * @throws WiringUnsupportedError for what Lambda would refuse, and for a filter, which has no part here
 */
export function readEventSource(
  resource: TemplateResource,
  { stack, resolver }: ReadContext,
): EventSourceWiring | undefined {
  const where = `event source ${resource.logicalId}`;
  const parsed = schema.safeParse(resolver.resolve(resource.properties, stack, where));
  if (!parsed.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(parsed.error)}`);
  const source = parsed.data;
  if (!source.Enabled) return undefined;
  if (resource.properties.FilterCriteria !== undefined)
    throw new WiringUnsupportedError(`${where}: FilterCriteria has no part here`);
  if (source.BatchSize > 10 && source.MaximumBatchingWindowInSeconds < 1) {
    throw new WiringUnsupportedError(
      `${where}: Lambda refuses a batch size above 10 without a window of at least 1 s`,
    );
  }
  return {
    functionArn: toFunctionArn(source.FunctionName, source.EventSourceArn),
    queueArn: source.EventSourceArn,
    batchSize: source.BatchSize,
    windowSeconds: source.MaximumBatchingWindowInSeconds,
    reportsItemFailures: source.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    maximumConcurrency: source.ScalingConfig?.MaximumConcurrency,
  };
}
