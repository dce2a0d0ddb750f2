import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** A synthesized CDK app is not what this runner can read. */
export class AssemblyUnreadableError extends Error {
  override readonly name = 'AssemblyUnreadableError';
}

/** One resource of a template. Everything below `properties` is unknown until the part that needs it has checked it. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface TemplateStack {
  readonly name: string;
  /** Folder that asset paths are relative to. */
  readonly directory: string;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly parameterDefaults: ReadonlyMap<string, unknown>;
  readonly outputs: ReadonlyMap<string, { readonly value: unknown; readonly exportName: unknown }>;
}

const record = z.record(z.string(), z.unknown());

const manifestSchema = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        properties: z
          .object({ templateFile: z.string(), directoryName: z.string(), stackName: z.string() })
          .partial()
          .optional(),
      }),
    )
    .default({}),
});

const templateSchema = z.object({
  Resources: z
    .record(
      z.string(),
      z.object({ Type: z.string(), Properties: record.default({}), Metadata: record.default({}) }),
    )
    .default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});

/**
 * Reads every stack of an assembly (`cdk.out`), those of nested stages too.
 * @throws AssemblyUnreadableError naming the file
 */
export async function readAssembly(directory: string): Promise<TemplateStack[]> {
  const manifest = await readJson(join(directory, 'manifest.json'), manifestSchema);
  const stacks: TemplateStack[] = [];
  for (const [id, artifact] of Object.entries(manifest.artifacts)) {
    const { templateFile, directoryName, stackName } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      stacks.push(...(await readAssembly(join(directory, directoryName))));
    }
    if (artifact.type === 'aws:cloudformation:stack' && templateFile !== undefined) {
      stacks.push(await readStack(directory, templateFile, stackName ?? id));
    }
  }
  if (stacks.length === 0) throw new AssemblyUnreadableError(`${directory}: the assembly has no stack`);
  return stacks;
}

async function readStack(directory: string, templateFile: string, name: string): Promise<TemplateStack> {
  const template = await readJson(join(directory, templateFile), templateSchema);
  const resources = Object.entries(template.Resources).map(([logicalId, resource]) => ({
    logicalId,
    type: resource.Type,
    properties: resource.Properties,
    metadata: resource.Metadata,
  }));
  return {
    name,
    directory: resolve(directory),
    resources: new Map(resources.map((resource) => [resource.logicalId, resource])),
    parameterDefaults: new Map(Object.entries(template.Parameters).map(([id, { Default }]) => [id, Default])),
    outputs: new Map(
      Object.entries(template.Outputs).map(([id, { Value, Export }]) => [
        id,
        { value: Value, exportName: Export?.Name },
      ]),
    ),
  };
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new AssemblyUnreadableError(`${path}: ${reason}`, { cause: error });
  }
}
