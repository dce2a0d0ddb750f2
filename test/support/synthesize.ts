import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).optional(),
});
const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });

export type Resource = z.infer<typeof resourceSchema> & { readonly id: string };

export interface Synthesized {
  readonly directory: string;
  readonly resources: readonly Resource[];
  ofType(type: string): Resource[];
}

/** Synthesizes a stage as `cdk synth` does, in a process of its own, and reads what would be deployed. */
export async function synthesizeStage(stage: string): Promise<Synthesized> {
  const directory = await mkdtemp(join(tmpdir(), `telefleet-synth-${stage}-`));
  await promisify(execFile)(process.execPath, ['bin/app.ts'], {
    cwd: join(__dirname, '../..'),
    env: { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify({ stage }) },
  });
  const templates = (await readdir(directory)).filter((name) => name.endsWith('.template.json'));
  const resources: Resource[] = [];
  for (const name of templates) {
    const json: unknown = JSON.parse(await readFile(join(directory, name), 'utf8'));
    const template = templateSchema.parse(json);
    resources.push(...Object.entries(template.Resources).map(([id, resource]) => ({ id, ...resource })));
  }
  return { directory, resources, ofType: (type) => resources.filter((resource) => resource.Type === type) };
}
