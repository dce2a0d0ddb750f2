import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

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
const cdkSchema = z.object({ context: z.record(z.string(), z.unknown()) });

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

export interface SynthesizeOptions {
  /** esbuild takes half a second a function; without it every asset is an empty folder. @default false */
  readonly bundles?: boolean;
  /** cdk-nag and CloudFormation's own rules; what they find makes the synthesis fail. @default false */
  readonly validate?: boolean;
  /** More of what `-c` gives. */
  readonly context?: Readonly<Record<string, string>>;
}

const ROOT = join(__dirname, '../..');

/** Synthesizes a stage as `cdk synth` does, in a process of its own, and reads what would be deployed. */
export async function synthesizeStage(stage: string, options: SynthesizeOptions = {}): Promise<Synthesized> {
  const directory = await mkdtemp(join(tmpdir(), `telefleet-synth-${stage}-`));
  const { context } = cdkSchema.parse(JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')));
  const validate = options.validate === true;
  await promisify(execFile)(process.execPath, ['bin/app.ts'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({
        ...context,
        ...(validate
          ? {}
          : { 'telefleet:validate': 'false', '@aws-cdk/core:validateAgainstDefaultRules': false }),
        ...(options.bundles === true ? {} : { 'aws:cdk:bundling-stacks': [] }),
        'aws:cdk:enable-path-metadata': true,
        'aws:cdk:enable-asset-metadata': true,
        stage,
        ...options.context,
      }),
    },
  });
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
