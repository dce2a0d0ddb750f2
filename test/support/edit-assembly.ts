import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

export type EditedResources = z.infer<typeof templateSchema>['Resources'];

/** Nothing of the assembly was what the test wanted to change: it would prove nothing. */
export class EditWithoutEffectError extends Error {
  override readonly name = 'EditWithoutEffectError';
}

/**
 * Copies a synthesized assembly with its templates changed; bundles are linked to, not copied.
 * @param edit changes the resources of one stack, and returns whether it did; called for each stack
 * @throws EditWithoutEffectError
 */
export function editAssembly(
  from: string,
  to: string,
  edit: (resources: EditedResources) => boolean,
): string {
  mkdirSync(to, { recursive: true });
  let edits = 0;
  for (const name of readdirSync(from)) {
    if (!name.endsWith('.template.json')) {
      symlinkSync(join(from, name), join(to, name));
      continue;
    }
    const json: unknown = JSON.parse(readFileSync(join(from, name), 'utf8'));
    const template = templateSchema.parse(json);
    if (edit(template.Resources)) edits += 1;
    writeFileSync(join(to, name), JSON.stringify(template));
  }
  if (edits === 0) throw new EditWithoutEffectError(`no stack of ${from} was changed`);
  return to;
}
