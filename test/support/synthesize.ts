import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type AppRun, runApp } from './run-app.ts';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  Metadata: z.record(z.string(), z.unknown()).optional(),
});
const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });
const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z.object({ templateFile: z.string(), stackName: z.string() }).partial().optional(),
    }),
  ),
});

export type Resource = z.infer<typeof resourceSchema> & { readonly id: string; readonly stack: string };

export interface SynthesizedStack {
  readonly name: string;
  readonly region: string;
  /** The template's text. */
  readonly text: string;
  readonly resources: readonly Resource[];
}

export interface Synthesized {
  readonly directory: string;
  readonly stacks: readonly SynthesizedStack[];
  readonly resources: readonly Resource[];
  ofType(type: string): Resource[];
}

/** Synthesizes a stage and reads what would be deployed. */
export async function synthesizeStage(stage: string, options: AppRun = {}): Promise<Synthesized> {
  const directory = await runApp('bin/app.ts', { ...options, context: { stage, ...options.context } });
  const stacks = await readStacks(directory);
  const resources = stacks.flatMap((one) => one.resources);
  return { directory, stacks, resources, ofType: (type) => resources.filter((one) => one.Type === type) };
}

async function readStacks(directory: string): Promise<SynthesizedStack[]> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  const stacks = Object.entries(manifest.artifacts).flatMap(([id, { type, environment, properties }]) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined
      ? [{ environment, templateFile: properties.templateFile, name: properties.stackName ?? id }]
      : [],
  );
  return Promise.all(
    stacks.map(async ({ environment = '', templateFile, name }) => {
      const text = await readFile(join(directory, templateFile), 'utf8');
      const { Resources } = templateSchema.parse(JSON.parse(text));
      return {
        name,
        region: environment.split('/').at(-1) ?? '',
        text,
        resources: Object.entries(Resources).map(([id, resource]) => ({ id, stack: name, ...resource })),
      };
    }),
  );
}
