import type { TemplateResource, TemplateStack } from './assembly.ts';
import { readAsyncInvoke } from './async-invokes.ts';
import { readEventSource } from './event-sources.ts';
import { readFunction } from './functions.ts';
import type { LocalAddresses } from './local-values.ts';
import { readQueue } from './queues.ts';
import { Resolver } from './resolve.ts';
import { readRoute } from './routes.ts';
import { readSchedules } from './schedules.ts';
import { readTable } from './tables.ts';
import { readTask } from './tasks.ts';
import { readWebSocketApi } from './web-socket-apis.ts';
import { type ReadContext, type TaskWiring, type Wiring, WiringUnsupportedError } from './wiring.ts';

/**
 * Takes what programs consist of and are fed by out of the stacks. What no program needs is not read, above all subscriptions to
 * alarms: nothing publishes to SNS on one machine.
 * @throws ReferenceUnknownError, WiringUnsupportedError: both name the resource
 */
export function readWiring(stacks: readonly TemplateStack[], addresses: LocalAddresses): Wiring {
  const resolver = new Resolver(stacks, addresses);
  const collect = <T>(
    types: readonly string[],
    read: (resource: TemplateResource, context: ReadContext) => T | undefined,
  ): T[] =>
    stacks.flatMap((stack) =>
      [...stack.resources.values()]
        .filter((resource) => types.includes(resource.type))
        .map((resource) => read(resource, { stack, resolver }))
        .filter((one) => one !== undefined),
    );

  const wiring: Wiring = {
    queues: collect(['AWS::SQS::Queue'], readQueue),
    // Functions that CDK adds for its own work during a deployment (custom resources) have no part in a running system.
    functions: collect(['AWS::Lambda::Function'], readFunction),
    eventSources: collect(['AWS::Lambda::EventSourceMapping'], readEventSource),
    schedules: collect(['AWS::Scheduler::Schedule', 'AWS::Events::Rule'], readSchedules).flat(),
    asyncInvokes: collect(['AWS::Lambda::EventInvokeConfig'], readAsyncInvoke),
    routes: collect(['AWS::ApiGatewayV2::Route'], readRoute),
    webSocketApis: collect(['AWS::ApiGatewayV2::Api'], readWebSocketApi),
    tables: collect(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], readTable),
    task: requireOneTask(collect(['AWS::ECS::TaskDefinition'], readTask)),
  };
  requireTargets(wiring);
  return wiring;
}

function requireOneTask(tasks: readonly TaskWiring[]): TaskWiring | undefined {
  if (tasks.length > 1)
    throw new WiringUnsupportedError(
      `${tasks.map(({ name }) => name).join(' and ')} both listen to UDP; one machine has one ingest task`,
    );
  return tasks[0];
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
  for (const { routeKey, functionArn } of wiring.routes) {
    if (!functionArns.has(functionArn))
      throw new WiringUnsupportedError(`route ${routeKey} leads to the unknown function ${functionArn}`);
  }
  for (const { functionArn, queueArn } of wiring.asyncInvokes) {
    if (!queueArns.has(queueArn))
      throw new WiringUnsupportedError(`failures of ${functionArn} go to ${queueArn}, which is not here`);
  }
  const readQueues = new Set(wiring.eventSources.map(({ queueArn }) => queueArn));
  for (const { name, arn, deadLetterArn } of wiring.queues) {
    // Dead letters come of reading: such a queue is written to by programs, and would fill in silence.
    if (deadLetterArn !== undefined && !readQueues.has(arn))
      throw new WiringUnsupportedError(`queue ${name} is read by nobody: no event source names it`);
  }
  const tables = new Set(wiring.tables.map(({ name }) => name));
  for (const { name: program, environment } of [...wiring.functions, ...(wiring.task ? [wiring.task] : [])]) {
    for (const [variable, table] of Object.entries(environment)) {
      // Stacks know tables by fixed names, not by references: nothing else would notice that one is not there.
      if (variable.endsWith('_TABLE') && !tables.has(table))
        throw new WiringUnsupportedError(
          `${program} has ${variable} ${table}, and there is no such table in the template`,
        );
    }
  }
  for (const { name, deadLetterArn } of wiring.queues) {
    if (deadLetterArn !== undefined && !queueArns.has(deadLetterArn)) {
      throw new WiringUnsupportedError(
        `queue ${name} has the dead-letter queue ${deadLetterArn}, which is not here`,
      );
    }
  }
}
