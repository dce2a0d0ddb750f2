import { z } from 'zod';
import type { TemplateResource } from './assembly.ts';
import { type QueueWiring, type ReadContext, WiringUnsupportedError } from './wiring.ts';

/** Attributes that CloudFormation and the SQS API call by the same name. */
const PLAIN_ATTRIBUTES = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'MaximumMessageSize',
  'FifoQueue',
  'ContentBasedDeduplication',
] as const;

const redriveSchema = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1),
});

/** @throws WiringUnsupportedError, ReferenceUnknownError */
export function readQueue(resource: TemplateResource, { stack, resolver }: ReadContext): QueueWiring {
  const where = `queue ${resource.logicalId}`;
  const attributes: Record<string, string> = {};
  for (const name of PLAIN_ATTRIBUTES) {
    const value = resource.properties[name];
    if (value !== undefined) attributes[name] = resolver.resolveText(value, stack, where);
  }
  let deadLetterArn: string | undefined;
  if (resource.properties.RedrivePolicy !== undefined) {
    const policy = redriveSchema.safeParse(resolver.resolve(resource.properties.RedrivePolicy, stack, where));
    if (!policy.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(policy.error)}`);
    attributes.RedrivePolicy = JSON.stringify(policy.data);
    deadLetterArn = policy.data.deadLetterTargetArn;
  }
  return {
    name: resolver.resolveText({ 'Fn::GetAtt': [resource.logicalId, 'QueueName'] }, stack, where),
    arn: resolver.resolveText({ 'Fn::GetAtt': [resource.logicalId, 'Arn'] }, stack, where),
    url: resolver.resolveText({ Ref: resource.logicalId }, stack, where),
    attributes,
    deadLetterArn,
  };
}
