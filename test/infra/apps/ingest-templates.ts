import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runApp } from '../../support/run-app.ts';

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: z.string().optional() }))
    .default({}),
});

export type Template = z.infer<typeof template>;

/** @returns what finds a template by a part of its stack's name that no other has */
export async function synthesizeIngestApp(): Promise<(name: string) => Template> {
  const directory = await runApp('test/infra/apps/ingest-app.ts');
  const templates = new Map<string, Template>();
  for (const file of (await readdir(directory)).filter((name) => name.endsWith('.template.json'))) {
    const json: unknown = JSON.parse(await readFile(join(directory, file), 'utf8'));
    templates.set(file.replace('.template.json', ''), template.parse(json));
  }
  await rm(directory, { recursive: true });
  return (name) => {
    const [found, ...more] = [...templates].filter(([stack]) => stack.includes(name));
    if (found === undefined || more.length > 0) throw new Error(`there is not one stack ${name}`);
    return found[1];
  };
}

export function ofType(stack: Template, type: string): Record<string, unknown>[] {
  return Object.values(stack.Resources).flatMap((one) => (one.Type === type ? [one.Properties] : []));
}

export function only(stack: Template, type: string): Record<string, unknown> {
  const [found, ...more] = ofType(stack, type);
  if (found === undefined || more.length > 0) throw new Error(`there is not one ${type}`);
  return found;
}

const container = z.looseObject({
  Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })),
  Secrets: z.array(z.object({ Name: z.string(), ValueFrom: z.unknown() })),
  MountPoints: z.array(z.looseObject({ ContainerPath: z.string() })),
});

export function containerOf(stack: Template): z.infer<typeof container> {
  return z.tuple([container]).parse(only(stack, 'AWS::ECS::TaskDefinition')['ContainerDefinitions'])[0];
}
