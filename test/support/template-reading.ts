import { z } from 'zod';
import type { Resource, Synthesized } from './synthesize.ts';

/** The logical id that a `Ref` or `Fn::GetAtt` names, or that a weak reference to another stack's output ends in. */
export function logicalIdOf(reference: unknown): string {
  const found = /"(?:Ref|Fn::GetAtt)":(?:\[)?"(\w+)"/.exec(JSON.stringify(reference));
  if (found?.[1] === undefined) throw new Error(`not a reference: ${JSON.stringify(reference)}`);
  return found[1];
}

/** Our own functions: each is told its stage. CDK's helpers for custom resources, which work during a deploy only, are not. */
export function functionsOf(stage: Synthesized): Resource[] {
  return stage.ofType('AWS::Lambda::Function').filter((one) => variablesOf(one).includes('STAGE'));
}

const variablesSchema = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });

export function variablesOf(fn: Resource): string[] {
  const parsed = variablesSchema.safeParse(fn.Properties);
  return parsed.success ? Object.keys(parsed.data.Environment.Variables) : [];
}

const named = z.array(z.object({ Name: z.string() })).default([]);
const taskSchema = z.object({
  ContainerDefinitions: z.array(z.object({ Environment: named, Secrets: named })),
});

export function variablesOfTasks(stage: Synthesized): string[] {
  return stage.ofType('AWS::ECS::TaskDefinition').flatMap(({ Properties }) =>
    taskSchema
      .parse(Properties)
      .ContainerDefinitions.flatMap(({ Environment, Secrets }) => [...Environment, ...Secrets])
      .map(({ Name }) => Name),
  );
}

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statementsSchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({ Effect: z.string(), Action: oneOrMany.optional(), Resource: z.unknown() }).loose(),
    ),
  }),
});

export interface Statement {
  readonly where: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
}

/** What roles of ours are allowed to do. */
export function allowedBy(stage: Synthesized): Statement[] {
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    stage.ofType(type).flatMap((policy) =>
      statementsSchema
        .parse(policy.Properties)
        .PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow')
        .map(({ Action = [], Resource: resource }) => ({
          where: `${policy.stack}/${policy.id}`,
          actions: Action,
          resources: [resource].flat(),
        })),
    ),
  );
}
