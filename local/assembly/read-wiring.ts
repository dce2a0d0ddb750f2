import { readEventSource } from './event-sources.ts';
import { readFunction } from './functions.ts';
import { readQueue } from './queues.ts';
import type { TemplateResource, TemplateStack } from './assembly.ts';
import { type LocalAddresses, Resolver } from './resolve.ts';
import { readSchedules } from './schedules.ts';
import { type ReadContext, type Wiring, WiringUnsupportedError } from './wiring.ts';

/**
 * Takes functions, queues, event sources and schedules out of the stacks.
 * @throws ReferenceUnknownError, WiringUnsupportedError: both name the resource
 */
export function readWiring(stacks: readonly TemplateStack[], addresses: LocalAddresses): Wiring {
  const resolver = new Resolver(stacks, addresses);
  const collect = <T>(
    types: readonly string[],
    read: (resource: TemplateResource, context: ReadContext) => T,
  ): T[] =>
    stacks.flatMap((stack) =>
      [...stack.resources.values()]
        .filter((resource) => types.includes(resource.type))
        .map((resource) => read(resource, { stack, resolver })),
    );

  const queues = collect(['AWS::SQS::Queue'], readQueue);
  // Functions that CDK adds for its own work during a deployment (custom resources) have no part in a running system.
  const functions = collect(['AWS::Lambda::Function'], readFunction).filter((one) => one !== undefined);
  const eventSources = collect(['AWS::Lambda::EventSourceMapping'], readEventSource).filter(
    (one) => one !== undefined,
  );
  const schedules = collect(['AWS::Scheduler::Schedule', 'AWS::Events::Rule'], readSchedules).flat();
  requireTargets({ functions, queues, eventSources, schedules });
  return { functions, queues, eventSources, schedules };
}

function requireTargets(wiring: Wiring): void {
  const functionArns = new Set(wiring.functions.map((one) => one.arn));
  const queueArns = new Set(wiring.queues.map((one) => one.arn));
  for (const { functionArn, queueArn } of wiring.eventSources) {
    if (!functionArns.has(functionArn))
      throw new WiringUnsupportedError(`an event source names the unknown function ${functionArn}`);
    if (!queueArns.has(queueArn))
      throw new WiringUnsupportedError(`an event source names ${queueArn}, which is not an SQS queue here`);
  }
  for (const { name, functionArn } of wiring.schedules) {
    if (!functionArns.has(functionArn))
      throw new WiringUnsupportedError(`schedule ${name} has the target ${functionArn}, not a function here`);
  }
  for (const { name, deadLetterArn } of wiring.queues) {
    if (deadLetterArn !== undefined && !queueArns.has(deadLetterArn)) {
      throw new WiringUnsupportedError(
        `queue ${name} has the dead-letter queue ${deadLetterArn}, which is not here`,
      );
    }
  }
}
