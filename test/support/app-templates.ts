import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { runApp } from './run-app.ts';

/**
 * Synthesizes these stacks of an app once, with the rules of cdk-nag and CloudFormation, before the tests of the file that calls this.
 * @param entry path below the repository
 * @returns the template of a stack by its id
 */
export function useAppTemplates(entry: string, ids: readonly string[]): (id: string) => Template {
  const templates = new Map<string, Template>();
  beforeAll(async () => {
    const directory = await runApp(entry, { validate: true });
    try {
      for (const id of ids) {
        const json: unknown = JSON.parse(await readFile(join(directory, `${id}.template.json`), 'utf8'));
        templates.set(id, Template.fromJSON(z.record(z.string(), z.unknown()).parse(json)));
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }, 60_000);
  return (id) => {
    const template = templates.get(id);
    if (template === undefined) throw new Error(`${id} was not synthesized`);
    return template;
  };
}
