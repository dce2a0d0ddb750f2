import { z } from 'zod';
import type { TemplateResource } from './assembly.ts';
import { toFunctionArn } from './function-arn.ts';
import { type AsyncInvokeWiring, type ReadContext, WiringUnsupportedError } from './wiring.ts';

const schema = z.object({
  FunctionName: z.string(),
  // Lambda's default.
  MaximumRetryAttempts: z.number().int().min(0).max(2).default(2),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }),
});

/**
 * Where the events go that a function failed at, when nobody waits for its answer.
 * @returns `undefined` when they go nowhere
 * @throws WiringUnsupportedError for a destination that is no queue
 */
export function readAsyncInvoke(
  resource: TemplateResource,
  { stack, resolver }: ReadContext,
): AsyncInvokeWiring | undefined {
  if (resource.properties.DestinationConfig === undefined) return undefined;
  const where = `event invoke config ${resource.logicalId}`;
  const parsed = schema.safeParse(resolver.resolve(resource.properties, stack, where));
  if (!parsed.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(parsed.error)}`);
  const { FunctionName, MaximumRetryAttempts, DestinationConfig } = parsed.data;
  const queueArn = DestinationConfig.OnFailure.Destination;
  if (!queueArn.includes(':sqs:'))
    throw new WiringUnsupportedError(
      `${where}: ${queueArn} is not a queue, and nothing else takes failures here`,
    );
  return {
    functionArn: toFunctionArn(FunctionName, queueArn),
    retries: MaximumRetryAttempts,
    queueArn,
  };
}
