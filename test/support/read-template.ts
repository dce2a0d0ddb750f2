import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  UpdatePolicy: z.unknown().optional(),
});
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

export type TemplateResource = z.infer<typeof resourceSchema> & { readonly id: string };

/** An app with the references of `cdk.json`, for stacks without functions: those have to be bundled in a process of their own. */
export function newApp(): App {
  return new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'weak' } });
}

/** What CloudFormation would get of one stack. Make all stacks of the app before: one more synthesizes all anew. */
export function readTemplate(stack: Stack) {
  const json: unknown = Template.fromStack(stack).toJSON();
  const { Resources, Parameters, Outputs } = templateSchema.parse(json);
  const resources = Object.entries(Resources).map(([id, resource]): TemplateResource => ({
    id,
    ...resource,
  }));
  const ofType = (type: string) => resources.filter((resource) => resource.Type === type);
  /** @throws Error when there are none or several */
  const onlyOf = (type: string): TemplateResource => {
    const [found, ...more] = ofType(type);
    if (found === undefined || more.length > 0) throw new Error(`${stack.stackName} has not one ${type}`);
    return found;
  };
  return { text: JSON.stringify(json), resources, parameters: Parameters, outputs: Outputs, ofType, onlyOf };
}
